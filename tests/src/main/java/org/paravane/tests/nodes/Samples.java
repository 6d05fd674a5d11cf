package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How long each of many calls took, in nanoseconds, sorted. */
final class Samples {
  private final int[] sorted;

  private Samples(int[] unsorted) {
    if (unsorted.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    this.sorted = unsorted.clone();
    Arrays.sort(sorted);
  }

  static Samples of(int... nanos) {
    return new Samples(nanos);
  }

  /** Reads what {@code bench_ioctl latency} wrote: 32-bit numbers, little-endian. */
  static Samples read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int[] nanos = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(nanos);
    return new Samples(nanos);
  }

  /** All of several runs as one. */
  static Samples merged(Stream<Samples> runs) {
    return new Samples(runs.flatMapToInt(run -> Arrays.stream(run.sorted)).toArray());
  }

  int count() {
    return sorted.length;
  }

  /** The value that this share of the samples does not exceed: 0.5 is the median. */
  double micros(double share) {
    int index = Math.clamp((long) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1);
    return sorted[index] / 1000.0;
  }

  /** How often each value came. Nothing is lost: these are the raw data, only shorter. */
  SortedMap<Integer, Integer> histogram() {
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    for (int nanos : sorted) {
      counts.merge(nanos, 1, Integer::sum);
    }
    return counts;
  }
}
