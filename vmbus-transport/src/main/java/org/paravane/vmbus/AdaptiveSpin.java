package org.paravane.vmbus;

/**
 * How often a waiter polls before it sleeps. A wait that polling ended sets the bound to twice what it took, one that polling did not end
 * halves it, and now and then the full bound is tried, so that it recovers when the machine becomes quiet. One thread at a time.
 */
final class AdaptiveSpin {
  private static final int PROBE_EVERY = 64;

  private final SpinThenPark limits;
  private int bound;
  private int waits;

  AdaptiveSpin(SpinThenPark limits) {
    this.limits = limits;
    bound = limits.maximumSpins();
  }

  /** Polls to try in this wait. */
  int begin() {
    return ++waits % PROBE_EVERY == 0 ? limits.maximumSpins() : bound;
  }

  /** This wait ended after so many polls. */
  void hit(int polls) {
    bound = Math.clamp(2L * polls, Math.max(bound, limits.minimumSpins()), limits.maximumSpins());
  }

  /** This wait had to sleep. */
  void miss() {
    bound = Math.max(limits.minimumSpins(), bound / 2);
  }

  int bound() {
    return bound;
  }
}
