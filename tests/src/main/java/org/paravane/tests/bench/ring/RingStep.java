package org.paravane.tests.bench.ring;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One thing that both processes do.
 *
 * @param kind of step
 * @param bytes of each message
 * @param count of messages
 */
record RingStep(Kind kind, int bytes, int count) {
  enum Kind {
    /** Each message is answered by one of the same length before the next one is sent. */
    ROUND_TRIP,
    /** Messages are sent as fast as there is room; the last one is answered. */
    ONE_WAY
  }

  String toArgument() {
    return "%s:%d:%d".formatted(kind.name().toLowerCase(Locale.ROOT), bytes, count);
  }

  static RingStep parse(String argument) {
    String[] words = argument.split(":", -1);
    if (words.length != 3) {
      throw new IllegalArgumentException("no step: argument=" + argument);
    }
    return new RingStep(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), Integer.parseInt(words[1]),
        Integer.parseInt(words[2]));
  }

  static List<RingStep> parse(List<String> arguments) {
    return arguments.stream().map(RingStep::parse).toList();
  }

  /** The steps that measure a contender, each after one of the same kind and length that only warms up. */
  static List<RingStep> script(RingEffort effort) {
    return Stream.of(64, 4096).flatMap(bytes -> Stream.of(
        new RingStep(Kind.ROUND_TRIP, bytes, effort.warmUpTrips()),
        new RingStep(Kind.ROUND_TRIP, bytes, effort.trips()),
        new RingStep(Kind.ONE_WAY, bytes, effort.messages(bytes)),
        new RingStep(Kind.ONE_WAY, bytes, effort.messages(bytes)))).toList();
  }
}
