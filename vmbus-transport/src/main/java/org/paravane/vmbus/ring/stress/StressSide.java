package org.paravane.vmbus.ring.stress;

import java.util.Arrays;
import java.util.List;

/** What both processes of a stress run agree on. */
final class StressSide {
  /** A side that sleeps this long looks for itself; that it finds something then is a failure. */
  static final long SAFETY_NANOS = 2_000_000_000L;

  /** What the reader prints at its end. */
  record ReaderResult(long packets, long payloadBytes, long parks, long signals, long drained, long missedSignals,
      String failure) {
  }

  private StressSide() {
  }

  static String format(long packets, long payloadBytes, long parks, long signals, long drained, long missedSignals,
      String failure) {
    return "result %d %d %d %d %d %d %s%n".formatted(packets, payloadBytes, parks, signals, drained, missedSignals,
        failure);
  }

  static ReaderResult parse(String output) {
    String[] words = output.strip().split(" ", 8);
    if (words.length < 7 || !words[0].equals("result")) {
      throw new IllegalStateException("no result from the reader: output=" + output);
    }
    List<Long> numbers = Arrays.stream(words, 1, 7).map(Long::valueOf).toList();
    return new ReaderResult(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4),
        numbers.get(5), words.length > 7 ? words[7] : "");
  }
}
