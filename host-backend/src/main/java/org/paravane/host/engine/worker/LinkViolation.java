package org.paravane.host.engine.worker;

/**
 * Something that no correct worker says. Its link is dead from then on.
 *
 * @param rule which rule was broken
 * @param detail the values that broke it, {@code key=value, key=value}
 */
public record LinkViolation(Rule rule, String detail) {

  /** The rules that a worker can break. */
  public enum Rule {
    /** The ring itself: indices, descriptors, packet types. */
    RING,
    /** A message number that does not exist. */
    MESSAGE,
    /** A message that is shorter or longer than its kind allows. */
    LENGTH,
    /** A number of a space, queue, program or request that can be none. */
    NUMBER,
    /** A text that is too long, or no UTF-8. */
    TEXT,
    /** A value outside its range. */
    VALUE,
    /** A message at the wrong time: anything before ready, ready twice, a payload while one is under way. */
    ORDER,
    /** What it was told comes together because it does not listen. */
    OVERRUN
  }

  @Override
  public String toString() {
    return "worker broke the protocol: rule=" + rule + ", " + detail;
  }
}
