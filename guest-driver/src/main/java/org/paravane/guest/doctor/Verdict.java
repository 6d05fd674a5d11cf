package org.paravane.guest.doctor;

import java.util.Locale;

/** What a check found. */
public enum Verdict {
  /** It is there and works. */
  OK,
  /** It is not there. */
  ABSENT,
  /** It is there, and this user may not use it. */
  FORBIDDEN,
  /** It is there, and too old or not made for this. */
  UNSUPPORTED,
  /** It is there, and does not do what it should. */
  BROKEN;

  /** As it is shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
