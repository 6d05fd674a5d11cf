package org.paravane.vmbus.ring.stress;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stress run counted.
 *
 * @param packets that arrived, in order and undamaged
 * @param payloadBytes of these packets
 * @param nanos duration
 * @param writer counters of the writing process
 * @param reader counters of the reading process
 * @param failure what went wrong with a packet; empty if nothing did
 */
public record StressReport(long packets, long payloadBytes, long nanos, Counters writer, Counters reader,
    String failure) {

  /**
   * Counters of one side.
   *
   * @param parks how often it slept
   * @param signals how often it signalled the other
   * @param transitions how often the ring changed so that the other may want a signal: for the reader's side, requests for room that
   *     the writer announced; for the writer's side, announcements of the reader that it had read everything
   * @param missedSignals how often it found out by a timeout that it should have been signalled
   */
  public record Counters(long parks, long signals, long transitions, long missedSignals) {
  }

  /** Everything that a run must not show; empty if it is all right. */
  public List<String> problems(StressOptions options) {
    List<String> problems = new ArrayList<>();
    if (!failure.isEmpty()) {
      problems.add(failure);
    }
    if (packets != options.packets()) {
      problems.add("packets arrived: expected=%d, actual=%d".formatted(options.packets(), packets));
    }
    check(problems, "writer", writer);
    check(problems, "reader", reader);
    return problems;
  }

  private static void check(List<String> problems, String side, Counters counters) {
    if (counters.signals() > counters.transitions()) {
      problems.add("%s signals too often: signals=%d, transitions=%d".formatted(side, counters.signals(),
          counters.transitions()));
    }
    if (counters.missedSignals() > 0) {
      problems.add("%s was not woken: times=%d".formatted(side, counters.missedSignals()));
    }
  }

  /** Packets per second. */
  public double rate() {
    return packets * 1e9 / nanos;
  }
}
