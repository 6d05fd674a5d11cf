package org.paravane.vmbus.ring;

import java.util.Random;

/** Random numbers of a test that prints its seed; {@code -Dparavane.seed=N} repeats a run. */
final class Seeds {
  private Seeds() {
  }

  static Random random(String test) {
    long seed = Long.getLong("paravane.seed", System.nanoTime());
    System.out.println("seed of " + test + ": " + seed);
    return new Random(seed);
  }
}
