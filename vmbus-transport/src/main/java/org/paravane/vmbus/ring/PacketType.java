package org.paravane.vmbus.ring;

import org.jspecify.annotations.Nullable;

/** The packet types that are in use; every other number is corruption (section 5). */
public enum PacketType {
  IN_BAND(6), TRANSFER_PAGES(7), GPA_DIRECT(9), COMPLETION(11);

  private final int value;

  PacketType(int value) {
    this.value = value;
  }

  /** The number in the descriptor. */
  public int value() {
    return value;
  }

  /** Whether a type header with ranges stands before the payload. */
  public boolean hasRanges() {
    return this == TRANSFER_PAGES || this == GPA_DIRECT;
  }

  static @Nullable PacketType of(int value) {
    return switch (value) {
      case 6 -> IN_BAND;
      case 7 -> TRANSFER_PAGES;
      case 9 -> GPA_DIRECT;
      case 11 -> COMPLETION;
      default -> null;
    };
  }
}
