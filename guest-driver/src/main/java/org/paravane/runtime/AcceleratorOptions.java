package org.paravane.runtime;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param spin how long a wait looks at the fence before it sleeps; a spinning wait is quicker and keeps a core busy
 * @param stallTimeout how long a full queue, or paging, may make no progress
 * @param closeTimeout how long a close waits for submitted work to end
 */
public record AcceleratorOptions(Duration spin, Duration stallTimeout, Duration closeTimeout) {

  public AcceleratorOptions {
    if (spin.isNegative() || stallTimeout.isNegative() || closeTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "negative time: spin=" + spin + ", stallTimeout=" + stallTimeout + ", closeTimeout=" + closeTimeout);
    }
  }

  /** 20 µs, 30 s, 10 s. */
  public static AcceleratorOptions defaults() {
    return new AcceleratorOptions(Duration.ofNanos(20_000), Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  public AcceleratorOptions withSpin(Duration time) {
    return new AcceleratorOptions(time, stallTimeout, closeTimeout);
  }

  public AcceleratorOptions withStallTimeout(Duration time) {
    return new AcceleratorOptions(spin, time, closeTimeout);
  }

  public AcceleratorOptions withCloseTimeout(Duration time) {
    return new AcceleratorOptions(spin, stallTimeout, time);
  }
}
