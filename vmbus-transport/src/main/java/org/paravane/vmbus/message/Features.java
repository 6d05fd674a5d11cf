package org.paravane.vmbus.message;

/**
 * Feature flags of version 6.0: what is in force is what was requested and is supported. Source: vmbus-channels.md section 3.
 *
 * @param bits the flags on the wire; unknown bits are kept
 */
public record Features(int bits) {
  public static final Features NONE = new Features(0);
  public static final Features ALL = new Features(-1);
  /** The client may choose event flag and connection id when it opens. */
  public static final Features GUEST_SPECIFIED_SIGNAL = new Features(0x01);
  /** The open flag "redirect interrupt" is understood. */
  public static final Features CHANNEL_INTERRUPT_REDIRECTION = new Features(0x02);
  public static final Features MODIFY_CONNECTION = new Features(0x04);
  public static final Features CLIENT_ID = new Features(0x08);
  public static final Features CONFIDENTIAL_CHANNELS = new Features(0x10);
  public static final Features PAUSE_RESUME = new Features(0x20);
  public static final Features SERVER_MONITOR_PAGES = new Features(0x40);
  public static final Features PINNED_MEMORY = new Features(0x80);

  /** True where at least one flag of the other set is in this one. */
  public boolean hasAny(Features other) {
    return (bits & other.bits) != 0;
  }

  /** Flags in both sets. */
  public Features and(Features other) {
    return new Features(bits & other.bits);
  }

  /** Flags in either set. */
  public Features or(Features other) {
    return new Features(bits | other.bits);
  }

  @Override
  public String toString() {
    return "0x" + Integer.toHexString(bits);
  }
}
