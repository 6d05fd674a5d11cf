package org.paravane.host.vsp;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.paravane.abi.wire.Message;

/** What came over the channels of one guest. Readable from any thread. */
public final class VspCounters {
  private final Map<Message, LongAdder> commands = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();
  private final LongAdder asyncFailures = new LongAdder();
  private final LongAdder unsupported = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final LongAdder notifications = new LongAdder();
  private final LongAdder bugs = new LongAdder();

  /**
   * The counters at one moment.
   *
   * @param commands commands that were carried out, with or without success
   * @param failures commands that were answered with an error
   * @param asyncFailures commands that failed and are not answered; their device was put in error
   * @param unsupported commands of a number that is not carried out here
   * @param malformed packets that are no command
   * @param notifications what was sent to the guest unasked
   * @param bugs commands at which this host failed; the log says more
   */
  public record Figures(long commands, long failures, long asyncFailures, long unsupported, long malformed,
      long notifications, long bugs) {
    /** Nothing happened. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0);

    /** The figures of two guests together. */
    public Figures plus(Figures other) {
      return new Figures(commands + other.commands, failures + other.failures, asyncFailures + other.asyncFailures,
          unsupported + other.unsupported, malformed + other.malformed, notifications + other.notifications,
          bugs + other.bugs);
    }
  }

  void command(Message message) {
    commands.computeIfAbsent(message, _ -> new LongAdder()).increment();
  }

  void failure(boolean async) {
    (async ? asyncFailures : failures).increment();
  }

  void unsupported() {
    unsupported.increment();
  }

  void malformed() {
    malformed.increment();
  }

  void notification() {
    notifications.increment();
  }

  void bug() {
    bugs.increment();
  }

  /** How often each command came. */
  public Map<Message, Long> byMessage() {
    Map<Message, Long> counts = new TreeMap<>();
    commands.forEach((message, count) -> counts.put(message, count.sum()));
    return counts;
  }

  public Figures figures() {
    long sum = commands.values().stream().mapToLong(LongAdder::sum).sum();
    return new Figures(sum, failures.sum(), asyncFailures.sum(), unsupported.sum(), malformed.sum(),
        notifications.sum(), bugs.sum());
  }
}
