package org.paravane.guest.doctor;

/**
 * What a check found.
 *
 * @param subject what was looked at
 * @param verdict how it is
 * @param needed  whether Paravane does nothing without it; otherwise only something is slower or missing
 * @param detail  what was seen
 * @param repair  what to do about it, {@code ""} when there is nothing to do
 */
public record Finding(String subject, Verdict verdict, boolean needed, String detail, String repair) {

  /** Nothing is wrong. */
  static Finding ok(String subject, String detail) {
    return new Finding(subject, Verdict.OK, true, detail, "");
  }

  /** Something without which nothing works. */
  static Finding needed(String subject, Verdict verdict, String detail, String repair) {
    return new Finding(subject, verdict, true, detail, repair);
  }

  /** Something that can be done without. */
  static Finding optional(String subject, Verdict verdict, String detail, String repair) {
    return new Finding(subject, verdict, false, detail, repair);
  }

  /** Whether Paravane works as far as this goes. */
  public boolean isBearable() {
    return verdict == Verdict.OK || !needed;
  }
}
