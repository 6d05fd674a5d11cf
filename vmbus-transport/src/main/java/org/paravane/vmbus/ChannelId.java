package org.paravane.vmbus;

/**
 * Number of an offered channel, 1…2047: also its bit in the event flags, where bit 0 is reserved. Reused only after the guest released it. Source: vmbus-channels.md section 4.
 */
public record ChannelId(int value) {
  /** Bits of the event flag array, and so one more than the highest channel id. */
  public static final int COUNT = 2048;

  public ChannelId {
    if (value < 1 || value >= COUNT) {
      throw new IllegalArgumentException("channel id out of range: value=" + value);
    }
  }

  /** True where a number received from a peer is a possible channel id. */
  public static boolean isValid(int value) {
    return value >= 1 && value < COUNT;
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
