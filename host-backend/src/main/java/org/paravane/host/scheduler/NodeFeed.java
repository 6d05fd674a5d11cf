package org.paravane.host.scheduler;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one engine node is given: takes contexts from the policy while there is room, and watches the packet that is being
 * executed, i.e. the oldest one. A context that is alone may fill the engine to its depth; as soon as others want the node
 * too, only a few packets are in flight, and a context that keeps it longer than its quantum is asked to yield. A packet that
 * stays too long is asked to yield, then its context is lost, then the node is reset, then given up. The scheduler's thread only.
 *
 * <p>Where the device is a processor that others use too, a packet is not blamed for what they take: it stays too long when the limit
 * is over and its worker has had half of the limit as processor time since half of it was over, or when {@link SchedulerOptions#MOST_TIMEOUTS} times
 * the limit are over.
 */
final class NodeFeed {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFeed.class);
  /** How often in a limit's time it is looked whether a starved worker has had its processor time. */
  private static final int LOOKS = 20;
  private static final int RESET_GRACES = 4; // how many times the grace a reset may take

  private final EngineNode engine;
  private final SchedulingPolicy policy;
  private final long quantumNanos;
  private final long timeoutNanos;
  private final long graceNanos;
  private final int sharedDepth;
  private final PacketsInFlight flying;
  private final AtomicLong busyNanos = new AtomicLong();
  private final AtomicLong packetsEnded = new AtomicLong();
  private long headSince;
  private long turnSince; // since when the head's context has had the node
  private @Nullable SchedulerContext turn;
  private int waiting; // contexts in the policy
  private boolean preemptAsked;
  private Optional<Duration> processorAtHalf = Optional.empty();
  private long overdueAt;
  private boolean resetAsked;
  private long resetAt = SchedulerCore.NEVER;
  private long resets;

  NodeFeed(EngineNode engine, SchedulingPolicy policy, SchedulerOptions options) {
    this.engine = engine;
    this.policy = policy;
    this.quantumNanos = options.quantum().toNanos();
    this.timeoutNanos = options.packetTimeout().toNanos();
    this.graceNanos = options.cancelGrace().toNanos();
    this.flying = new PacketsInFlight(engine.depth());
    this.sharedDepth = Math.min(options.packetsInFlight(), engine.depth());
  }

  EngineNode engine() {
    return engine;
  }

  int inFlight() {
    return flying.size();
  }

  long resets() {
    return resets;
  }

  /** A context may have something to run. */
  void offer(SchedulerContext context, long now) {
    if (!context.inPolicy && context.hasFeedable(now)) {
      context.inPolicy = true;
      waiting++;
      policy.ready(context);
    }
  }

  void remove(SchedulerContext context) {
    if (context.inPolicy) {
      context.inPolicy = false;
      waiting--;
      policy.remove(context);
    }
  }

  void ran(SchedulerContext context, long nanos) {
    busyNanos.setRelease(busyNanos.getPlain() + nanos);
    policy.ran(context, nanos);
  }

  /** Gives the engine as much as it wants to have. */
  void feed(SchedulerCore core, long now) {
    while (flying.size() < (isShared() ? sharedDepth : engine.depth())) {
      SchedulerContext context = policy.next();
      if (context == null) {
        return;
      }
      context.inPolicy = false;
      waiting--;
      WorkQueue queue = context.nextFeedable(now);
      if (queue == null || queue.engine == null) {
        continue;
      }
      Operation operation = queue.nextCommand(now);
      if (operation == null) {
        continue;
      }
      operation.state = Operation.State.IN_FLIGHT;
      queue.flight.add(queue.feed);
      queue.feed++;
      flying.add(queue, operation.sequence);
      if (flying.size() == 1) {
        newHead(now);
      }
      queue.engine.submit(operation, queue.completion);
      offer(context, now);
    }
  }

  /** Readable from any thread. */
  NodeFigures figures() {
    return new NodeFigures(engine.name(), packetsEnded.getAcquire(), busyNanos.getAcquire());
  }

  void ended(WorkQueue queue, long sequence, long now) {
    packetsEnded.setRelease(packetsEnded.getPlain() + 1);
    if (flying.remove(queue, sequence) == 0) {
      newHead(now);
    }
  }

  /** Everything of this queue was cancelled; if it is the head it has a little time to end. */
  void cancelled(WorkQueue queue, long now) {
    if (!flying.isEmpty() && flying.headQueue() == queue) {
      resetAt = now + graceNanos;
    }
  }

  void resetIfBusy(String reason, long now) {
    if (!flying.isEmpty()) {
      reset(reason, now);
    }
  }

  /** When {@link #expire} has something to do. */
  long deadline() {
    if (flying.isEmpty()) {
      return SchedulerCore.NEVER;
    }
    if (resetAt != SchedulerCore.NEVER) {
      return resetAt;
    }
    if (preemptAsked) {
      return overdueAt;
    }
    long half = headSince + timeoutNanos / 2;
    return isShared() ? Math.min(half, turnSince + quantumNanos) : half;
  }

  void expire(SchedulerCore core, long now) {
    if (now < deadline()) {
      return;
    }
    WorkQueue queue = flying.headQueue();
    if (resetAsked) {
      giveUp(core, now);
    } else if (resetAt != SchedulerCore.NEVER) {
      reset("packet did not end: context=" + queue.context() + ", grace=" + graceNanos / 1_000_000 + " ms", now);
    } else if (!preemptAsked) {
      preemptAsked = true;
      overdueAt = headSince + timeoutNanos;
      processorAtHalf = processorTime(queue);
      if (queue.engine != null) {
        queue.engine.preempt();
      }
    } else if (isStarved(queue, now)) {
      overdueAt = now + timeoutNanos / LOOKS;
    } else {
      core.packetOverdue(queue, "timeout: context=" + queue.context() + ", sequence=" + flying.headSequence()
          + ", node=" + engine.name() + ", limit=" + timeoutNanos / 1_000_000 + " ms", now);
    }
  }

  /** Whether the worker of the packet that is executed has not had its share of the processor. */
  private boolean isStarved(WorkQueue queue, long now) {
    Optional<Duration> used = processorTime(queue);
    return used.isPresent() && processorAtHalf.isPresent()
        && used.get().minus(processorAtHalf.get()).toNanos() < timeoutNanos / 2
        && now - headSince < SchedulerOptions.MOST_TIMEOUTS * timeoutNanos;
  }

  private static Optional<Duration> processorTime(WorkQueue queue) {
    return queue.engine == null ? Optional.empty() : queue.engine.processorTime();
  }

  /** Whether anybody but the context of the packet that runs wants this node. */
  private boolean isShared() {
    SchedulerContext head = turn;
    if (head == null) {
      return false;
    }
    if (waiting > (head.inPolicy ? 1 : 0)) {
      return true;
    }
    for (int i = 0; i < flying.size(); i++) {
      if (!flying.queue(i).context().equals(head)) {
        return true;
      }
    }
    return false;
  }

  private void newHead(long now) {
    headSince = now;
    preemptAsked = false;
    resetAsked = false;
    resetAt = SchedulerCore.NEVER;
    if (flying.isEmpty()) {
      turn = null;
    } else {
      WorkQueue queue = flying.headQueue();
      if (!queue.context().equals(turn)) {
        turn = queue.context();
        turnSince = now;
      }
      if (queue.phase == WorkQueue.Phase.DRAINING) {
        resetAt = now + graceNanos;
      }
    }
  }

  private void reset(String reason, long now) {
    resets++;
    resetAsked = true;
    resetAt = now + RESET_GRACES * graceNanos;
    engine.reset(reason);
  }

  /** The engine does not even answer a reset: what it has counts as lost, so that every fence completes. */
  private void giveUp(SchedulerCore core, long now) {
    LOG.error("engine node does not answer: node={}, packets={}", engine.name(), flying.size());
    while (!flying.isEmpty()) {
      core.packetEnded(flying.headQueue(), flying.headSequence(), new Outcome.Lost("engine node does not answer"), now);
    }
  }
}
