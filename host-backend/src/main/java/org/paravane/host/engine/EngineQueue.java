package org.paravane.host.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * An in-order stream of command buffers of one work queue to one engine node. All calls come from the scheduler's thread and
 * return at once.
 *
 * <p>Each submitted packet ends exactly once, through its completion. Once one has ended other than {@link Outcome.Done},
 * those submitted after it do not run: they end as {@link Outcome.Preempted} at their beginning, until the scheduler submits
 * the next packet with {@link EnginePacket#sequence} equal to the one that is due (after a preemption), or for good (after
 * anything else).
 */
public interface EngineQueue extends AutoCloseable {
  /** Hands over a packet. The engine reads the packet's fields during this call only. */
  void submit(EnginePacket packet, Completion completion);

  /** Asks everything in flight to end soon. What was running ends as {@link Outcome.Cancelled}. For good: nothing runs here afterwards. */
  void cancel(String reason);

  /** Asks the running packet to stop at its next packet boundary, and those behind it not to begin. */
  void preempt();

  /**
   * Processor time that has been used so far by whatever executes this queue; empty where time alone counts, as the
   * device is no processor that others share.
   */
  default Optional<Duration> processorTime() {
    return Optional.empty();
  }

  /** Gives the queue back. Nothing may be in flight. */
  @Override
  void close();
}
