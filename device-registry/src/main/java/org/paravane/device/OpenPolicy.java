package org.paravane.device;

import java.util.Locale;

/** How many may hold a node open. */
public enum OpenPolicy {
  /** Any number. */
  SHARED,
  /** One; a second open is EBUSY until the first one's last close. */
  EXCLUSIVE;

  /** As the attribute shows it: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
