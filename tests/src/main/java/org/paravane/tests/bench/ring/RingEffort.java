package org.paravane.tests.bench.ring;

/**
 * How much is measured.
 *
 * @param rounds in which each contender has its turn
 * @param warmUpTrips there and back before the first measurement of a process; until the compiler is done with a process it runs
 *     several times slower, and different contenders for a different time
 * @param trips there and back, of each round and message length
 * @param messages of 64 bytes one way, of each round; an eighth of them of 4 KiB
 */
public record RingEffort(int rounds, int warmUpTrips, int trips, int messages) {
  public RingEffort {
    if (rounds < 1 || warmUpTrips < 10 || trips < 10 || messages < 80) {
      throw new IllegalArgumentException(
          "too little to measure: rounds=" + rounds + ", trips=" + trips + ", messages=" + messages);
    }
  }

  /** About a minute on two idle processors. */
  public static RingEffort standard() {
    return new RingEffort(3, 3_000_000, 300_000, 5_000_000);
  }

  /** Enough to see that it works. */
  public static RingEffort brief() {
    return new RingEffort(1, 1000, 1000, 8000);
  }

  int messages(int bytes) {
    return bytes > 64 ? messages / 8 : messages;
  }
}
