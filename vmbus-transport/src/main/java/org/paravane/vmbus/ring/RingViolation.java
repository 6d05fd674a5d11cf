package org.paravane.vmbus.ring;

/**
 * Something in shared memory that no correct peer puts there. The ring is dead from then on; the process is not.
 *
 * @param rule which rule of section 10 was broken
 * @param detail the values that broke it, {@code key=value, key=value}
 */
public record RingViolation(Rule rule, String detail) {

  /** The rules that a peer can break. {@link #id} is the name that conformance vectors use. */
  public enum Rule {
    WRITE_INDEX("badIndex:writeIndex"), READ_INDEX("badIndex:readIndex"),
    /** Fewer bytes published than the smallest packet has. */
    AVAILABLE("availableTooSmall"),
    /** dataOffset8 or length8 contradict each other, the type, or what is published. */
    LENGTHS("badLengths"), FLAGS("badFlags"), TYPE("badType"),
    /** A packet with ranges that has none. */
    RANGE_COUNT("rangeCountZero"),
    /** More ranges announced than there are bytes. */
    RANGES_MISSING("rangesTooShort"),
    /** A range that needs more page numbers than there are bytes. */
    RANGE_PAGES_MISSING("rangesTooShort"), RANGE_EMPTY("rangeEmpty"), RANGE_OFFSET(
        "rangeOffsetTooLarge"), RANGE_OVERFLOW("rangeOverflow");

    private final String id;

    Rule(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }

  @Override
  public String toString() {
    return "corrupt ring: rule=" + rule.id() + ", " + detail;
  }
}
