package org.paravane.tests.bench.device;

/**
 * How much is measured on a device.
 *
 * @param rounds in which each subject has its turn
 * @param launches of each round that are waited for one by one
 * @param pipelined launches of each round
 * @param mostBytes of the largest transfer; the smallest has 1 MiB
 * @param elements of saxpy and reduction; the other sizes follow
 * @param millis that guests share the device, for each number of them
 * @param mostGuests at once
 */
public record DeviceEffort(int rounds, int launches, int pipelined, long mostBytes, int elements, int millis,
    int mostGuests) {
  static final long LEAST_BYTES = 1L << 20;

  public DeviceEffort {
    if (rounds < 1 || launches < 1 || pipelined < 1 || mostBytes < LEAST_BYTES || elements < 4096 || millis < 1
        || mostGuests < 1 || mostGuests > 64) {
      throw new IllegalArgumentException("too little or too much to measure: rounds=" + rounds + ", launches="
          + launches + ", pipelined=" + pipelined + ", bytes=" + mostBytes + ", elements=" + elements + ", millis="
          + millis + ", guests=" + mostGuests);
    }
  }

  /** Some minutes for all benchmarks of a device. */
  public static DeviceEffort standard() {
    return new DeviceEffort(7, 5000, 50_000, 1L << 30, 16 << 20, 2000, 16);
  }

  /** Enough to see that everything works, on any engine. */
  public static DeviceEffort brief() {
    return new DeviceEffort(2, 50, 200, 4L << 20, 1 << 16, 100, 2);
  }

  /** Rows and columns of the matrices: 1,024 for 16 Mi elements. */
  int matrix() {
    return Math.max(64, (int) Math.sqrt(elements / 16.0) / 16 * 16);
  }

  int bodies() {
    return Math.max(256, matrix() * 4);
  }
}
