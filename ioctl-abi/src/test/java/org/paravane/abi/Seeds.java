package org.paravane.abi;

/** Seeds of random tests: printed, and given back with {@code -Dparavane.seed}. */
public final class Seeds {
  private Seeds() {
  }

  /** The seed of a test class in this run. */
  public static long next(String test) {
    long seed = Long.getLong("paravane.seed", System.nanoTime());
    System.out.println(test + ": seed=" + seed);
    return seed;
  }
}
