package org.paravane.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a wait looks before it sleeps: the full time while that is enough now and then; after many waits in a row that slept anyway
 * not at all, until a later trial. Many threads may share one; what they teach it may get lost, which does no harm.
 */
final class AdaptiveSpin {
  static final int MISSES = 16;
  static final int PAUSE = 128;

  private final long fullNanos;
  /** Misses in a row; less than 0: waits without a spin that are left. */
  private final AtomicInteger state = new AtomicInteger();

  AdaptiveSpin(long fullNanos) {
    this.fullNanos = fullNanos;
  }

  /** How long the next wait looks. */
  long nanos() {
    return state.getOpaque() < 0 ? 0 : fullNanos;
  }

  /** A wait ended: whether looking was enough. */
  void learn(boolean hit) {
    int now = state.getOpaque();
    int next = now < 0 ? now + 1 : hit ? 0 : now + 1 < MISSES ? now + 1 : -PAUSE;
    state.setOpaque(next);
  }
}
