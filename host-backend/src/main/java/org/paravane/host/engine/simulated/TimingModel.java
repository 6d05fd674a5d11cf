package org.paravane.host.engine.simulated;

import org.jspecify.annotations.Nullable;

/**
 * What work costs on the engine's clock. A packet takes at least as long as the model says; with {@link #NONE} it takes as
 * long as this machine needs (in virtual time: nothing).
 *
 * @param nanosPerPacket for each packet
 * @param nanosPerByte for each byte read or written
 * @param nanosPerFlop for each floating-point operation
 */
public record TimingModel(double nanosPerPacket, double nanosPerByte, double nanosPerFlop) {
  /** As fast as possible. */
  public static final TimingModel NONE = new TimingModel(0, 0, 0);

  public TimingModel {
    if (!(nanosPerPacket >= 0 && nanosPerByte >= 0 && nanosPerFlop >= 0)) {
      throw new IllegalArgumentException(
          "negative cost: packet=" + nanosPerPacket + ", byte=" + nanosPerByte + ", flop="
              + nanosPerFlop);
    }
  }

  /**
   * From text.
   *
   * @param text {@code none}, or {@code packetNanos:nanosPerByte:nanosPerFlop}, e.g. {@code 2000:0.01:0.0001}
   * @return the model, or null if the text is neither
   */
  public static @Nullable TimingModel parse(String text) {
    if (text.equals("none")) {
      return NONE;
    }
    String[] parts = text.split(":", -1);
    try {
      return parts.length == 3
          ? new TimingModel(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Cost of one packet in nanoseconds. */
  public long nanos(long bytes, long flops) {
    return (long) (nanosPerPacket + nanosPerByte * bytes + nanosPerFlop * flops);
  }
}
