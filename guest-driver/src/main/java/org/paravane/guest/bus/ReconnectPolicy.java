package org.paravane.guest.bus;

import java.time.Duration;

/**
 * How often is tried what may work later, a host that is not there for instance: after a pause that doubles with each failure.
 *
 * @param firstPause after the first failure
 * @param longestPause between attempts
 */
public record ReconnectPolicy(Duration firstPause, Duration longestPause) {
  public ReconnectPolicy {
    if (!firstPause.isPositive() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("bad pauses: first=" + firstPause + ", longest=" + longestPause);
    }
  }

  /** From 20 ms to 1 s. */
  public static ReconnectPolicy defaults() {
    return new ReconnectPolicy(Duration.ofMillis(20), Duration.ofSeconds(1));
  }

  /** For a probe that a host was too busy for: from 250 ms to 30 s. */
  static ReconnectPolicy ofProbes() {
    return new ReconnectPolicy(Duration.ofMillis(250), Duration.ofSeconds(30));
  }

  /** The pause after the next failure. */
  Duration after(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
