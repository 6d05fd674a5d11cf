package org.paravane.guest.bus;

import java.time.Duration;

/**
 * How a bus looks for a host that is not there: after a pause that doubles with each failure.
 *
 * @param firstPause after a connection was lost or the first attempt failed
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

  /** The pause after the next failure. */
  Duration after(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
