package org.paravane.host.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.host.LogLimit;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All state and decisions of a scheduler: single-threaded, without a clock or a lock of its own. Commands and the time come
 * in as method calls; what goes out are packets to engine queues and calls to listeners. After each batch of commands
 * {@link #settle} does what became possible.
 */
final class SchedulerCore {
  static final long NEVER = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(SchedulerCore.class);
  private static final int MAX_BARRIER_BACKOFF = 64;

  private final SchedulerOptions options;
  private final LogLimit logLimit = new LogLimit(1_000_000_000L);
  private final NodeFeed[] nodes;
  private final Set<SchedulerContext> contexts = new LinkedHashSet<>();
  private final CpuWaits cpuWaits = new CpuWaits(this);
  private final Signals signals = new Signals(cpuWaits);
  private final List<WorkQueue> retrying = new ArrayList<>();
  private @Nullable String deviceLost;
  private boolean shuttingDown;
  private final SchedulerCounters counters = new SchedulerCounters();
  private volatile boolean terminated;

  SchedulerCore(Gpu gpu, SchedulerOptions options) {
    this.options = options;
    this.nodes = gpu.nodes().stream().map(node -> new NodeFeed(node, options.policy().get(), options))
        .toArray(NodeFeed[]::new);
  }

  /** One command from the ring. */
  void handle(SchedulerCommand command, long now) {
    switch (command.kind) {
      case SUBMIT -> {
        WorkQueue queue = queueOf(command);
        Operation operation = queue.operations.append();
        operation.command(command.address, command.lengthBytes, command.object, command.value);
        operation.sequence = queue.nextSequence++;
        signals.wake(queue);
      }
      case POINTS -> {
        WorkQueue queue = queueOf(command);
        queue.operations.append().points(command.operation, command.object, command.value, command.more);
        signals.wake(queue);
      }
      case QUEUE_CALL -> {
        WorkQueue queue = queueOf(command);
        queue.operations.append().notification(Objects.requireNonNull(command.action));
        signals.wake(queue);
      }
      case SIGNAL_NOW -> signals.signal(Objects.requireNonNull(command.object), command.value, null);
      case ENDED -> packetEnded(queueOf(command), command.sequence, Objects.requireNonNull(command.outcome), now);
      case CALL -> Objects.requireNonNull(command.call).run(this, now);
    }
    command.clear();
  }

  /** Does everything that is possible now: queues advance, engines are fed, what is overdue is dealt with. */
  void settle(long now) {
    do {
      advanceAll(now);
      for (NodeFeed node : nodes) {
        node.expire(this, now);
      }
      retryDue(now);
    } while (!signals.isQuiet());
    for (NodeFeed node : nodes) {
      node.feed(this, now);
    }
    if (shuttingDown && contexts.isEmpty()) {
      terminated = true;
    }
    publishFigures();
  }

  /** When {@link #settle} wants to be called again at the latest; {@link #NEVER} if nothing is pending. */
  long nextDeadline() {
    long deadline = NEVER;
    for (NodeFeed node : nodes) {
      deadline = Math.min(deadline, node.deadline());
    }
    for (int i = 0; i < retrying.size(); i++) {
      deadline = Math.min(deadline, retrying.get(i).retryAtNanos);
    }
    return deadline;
  }

  boolean isTerminated() {
    return terminated;
  }

  SchedulerFigures figures() {
    return counters.figures();
  }

  List<NodeFigures> nodeFigures() {
    return Arrays.stream(nodes).map(NodeFeed::figures).toList();
  }

  void openContext(SchedulerContext context) {
    contexts.add(context);
    attach(context.queue());
    refuseIfGone(context);
  }

  void openQueue(WorkQueue queue) {
    SchedulerContext context = queue.context();
    context.queues().add(queue);
    switch (context.state()) {
      case ContextState.Active ignored -> attach(queue);
      case ContextState.Lost(ContextFault fault) -> {
        queue.phase = WorkQueue.Phase.FAILING;
        queue.endReason = fault.reason();
      }
      case ContextState.Closed ignored -> {
        queue.phase = WorkQueue.Phase.FAILING;
        queue.endReason = "context closed";
      }
    }
  }

  void closeQueue(WorkQueue queue, Runnable idle, long now) {
    if (queue.whenIdle != null || queue.phase == WorkQueue.Phase.CLOSED) {
      runCallback(idle);
      return;
    }
    queue.whenIdle = idle;
    drain(queue, "queue closed", now);
  }

  void closeContext(SchedulerContext context, Runnable idle, long now) {
    if (context.whenIdle != null || !contexts.contains(context)) {
      runCallback(idle);
      return;
    }
    context.whenIdle = idle;
    context.setState(new ContextState.Closed());
    node(context).remove(context);
    for (WorkQueue queue : List.copyOf(context.queues())) {
      drain(queue, "context closed: context=" + context, now);
    }
    finishContextIfDrained(context);
  }

  /** Ends a context because of a fault. */
  void lose(SchedulerContext context, ContextFault fault, long now) {
    if (!(context.state() instanceof ContextState.Active) || !contexts.contains(context)) {
      return;
    }
    counters.contextLost();
    LOG.debug("context lost: context={}, kind={}, reason={}", context, fault.kind(), fault.reason());
    context.setState(new ContextState.Lost(fault));
    node(context).remove(context);
    runCallback(() -> context.listener().contextLost(context, fault));
    for (WorkQueue queue : List.copyOf(context.queues())) {
      drain(queue, fault.reason(), now);
    }
    signals.giveMutexesBack(context);
  }

  void resetAdapter(String reason, long now) {
    loseAll(FaultKind.ENGINE_LOST, "adapter reset: reason=" + reason, now);
    for (NodeFeed node : nodes) {
      node.resetIfBusy(reason, now);
    }
  }

  void deviceLost(String reason, long now) {
    if (deviceLost == null) {
      LOG.warn("device lost: {}", reason);
      deviceLost = reason;
      loseAll(FaultKind.DEVICE_LOST, "device lost: " + reason, now);
    }
  }

  void shutDown(long now) {
    shuttingDown = true;
    cpuWaits.failAll(Errno.ENODEV, "adapter closed");
    for (SchedulerContext context : List.copyOf(contexts)) {
      closeContext(context, () -> {
      }, now);
    }
  }

  void signalFromCpu(List<SyncPoint> points, boolean rewind, Runnable done) {
    for (SyncPoint point : points) {
      if (rewind && point.object() instanceof MonitoredFence fence
          && Long.compareUnsigned(point.value(), fence.value()) < 0) {
        fence.rewind(point.value());
      } else {
        signals.signal(point.object(), point.value(), null);
      }
    }
    runCallback(done);
  }

  void fail(MonitoredFence fence, long value, String reason) {
    signals.signal(fence, value, reason);
  }

  void waitFromCpu(CpuWait wait) {
    if (shuttingDown) {
      cpuWaits.refuse(wait, Errno.ENODEV, "adapter closed");
    } else {
      cpuWaits.add(wait);
    }
  }

  void cancelWait(CpuWait wait, Runnable done) {
    cpuWaits.cancel(wait);
    runCallback(done);
  }

  void destroy(SyncObject object, Runnable gone) {
    signals.destroy(object);
    runCallback(gone);
  }

  /** A guest's callback must not stop the scheduler. */
  void runCallback(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      if (logLimit.allows(System.nanoTime())) {
        LOG.error("callback failed", e);
      }
    }
  }

  /** A packet of this queue is with the engine too long. */
  void packetOverdue(WorkQueue queue, String reason, long now) {
    lose(queue.context(), new ContextFault(FaultKind.TIMEOUT, 0, reason), now);
  }

  /** An engine says how a packet ended. */
  void packetEnded(WorkQueue queue, long sequence, Outcome outcome, long now) {
    long position = queue.flight.take(queue.operations, sequence);
    if (position == FlightList.NONE) {
      return; // the engine was reset and this is an echo
    }
    SchedulerContext context = queue.context();
    Operation operation = queue.operations.at(position);
    NodeFeed node = node(context);
    node.ended(queue, sequence, now);
    switch (outcome) {
      case Outcome.Done(long start, long end) -> {
        operation.state = Operation.State.DONE;
        counters.packetDone();
        context.count(end - start, true, false);
        node.ran(context, end - start);
        queue.resuming = false;
        if (queue.phase == WorkQueue.Phase.OPEN) {
          advance(queue, now);
        }
      }
      case Outcome.Preempted preempted -> preempted(queue, position, preempted, now);
      case Outcome.Fault fault -> {
        operation.state = Operation.State.DONE;
        context.count(fault.endNanos() - fault.startNanos(), false, false);
        node.ran(context, fault.endNanos() - fault.startNanos());
        lose(context, new ContextFault(fault.kind(), fault.address(), fault.reason()), now);
      }
      case Outcome.Cancelled(String reason, long start, long end) ->
        gone(queue, operation, end - start, "packet cancelled by the engine: " + reason, now);
      case Outcome.Lost(String reason) -> gone(queue, operation, 0, "engine lost: " + reason, now);
    }
    if (queue.phase == WorkQueue.Phase.DRAINING && queue.flight.isEmpty()) {
      finishDraining(queue);
    } else {
      signals.wake(queue);
    }
  }

  /** A packet was cancelled or lost: that is what a queue that ends asked for, and the end of one that did not. */
  private void gone(WorkQueue queue, Operation operation, long busy, String reason, long now) {
    operation.state = Operation.State.DONE;
    queue.context().count(busy, false, false);
    node(queue.context()).ran(queue.context(), busy);
    if (queue.phase == WorkQueue.Phase.OPEN) {
      lose(queue.context(), new ContextFault(FaultKind.ENGINE_LOST, 0, reason), now);
    }
  }

  private void preempted(WorkQueue queue, long position, Outcome.Preempted outcome, long now) {
    Operation operation = queue.operations.at(position);
    SchedulerContext context = queue.context();
    long busy = outcome.endNanos() - outcome.startNanos();
    if (busy > 0 || outcome.resumeOffset() != operation.resumeOffset) {
      context.count(busy, false, true);
      node(context).ran(context, busy);
      if (operation.firstStartNanos == Long.MIN_VALUE) {
        operation.firstStartNanos = outcome.startNanos();
      }
    }
    operation.state = Operation.State.QUEUED;
    queue.feed = Math.min(queue.feed, position);
    queue.resuming = true;
    if (outcome.pause() != Pause.NONE) {
      boolean sameBarrier = operation.waitingSinceNanos != Long.MIN_VALUE
          && operation.resumeOffset == outcome.resumeOffset();
      operation.waitingSinceNanos = sameBarrier ? operation.waitingSinceNanos : now;
      queue.retryPauseNanos = sameBarrier
          ? Math.min(2 * queue.retryPauseNanos, MAX_BARRIER_BACKOFF * options.barrierRetry().toNanos())
          : options.barrierRetry().toNanos();
      queue.retryAtNanos = now + queue.retryPauseNanos;
      retrying.add(queue);
      Duration patience = switch (outcome.pause()) {
        case BUILD, START -> options.buildTimeout();
        case BARRIER, NONE -> options.packetTimeout();
      };
      if (now - operation.waitingSinceNanos >= patience.toNanos()) {
        packetOverdue(queue, "timeout: context=" + context + ", " + outcome.pause().words() + ", sequence="
            + operation.sequence + ", offset=" + outcome.resumeOffset() + ", limit=" + patience, now);
      }
    } else {
      operation.waitingSinceNanos = Long.MIN_VALUE;
    }
    operation.resumeOffset = outcome.resumeOffset();
  }

  private void retryDue(long now) {
    for (int i = retrying.size() - 1; i >= 0; i--) {
      WorkQueue queue = retrying.get(i);
      if (queue.phase != WorkQueue.Phase.OPEN || now >= queue.retryAtNanos) {
        retrying.remove(i);
        queue.retryAtNanos = Long.MIN_VALUE;
        signals.wake(queue);
      }
    }
  }

  // ---- queues advance ----

  private void advanceAll(long now) {
    WorkQueue queue;
    while ((queue = signals.next()) != null) {
      switch (queue.phase) {
        case OPEN -> advance(queue, now);
        case DRAINING -> {
        }
        case FAILING, CLOSED -> failAll(queue);
      }
    }
  }

  private void advance(WorkQueue queue, long now) {
    while (!queue.operations.isEmpty()) {
      Operation operation = queue.operations.at(queue.operations.head());
      switch (operation.kind) {
        case COMMAND -> {
          if (operation.state != Operation.State.DONE) {
            node(queue.context()).offer(queue.context(), now);
            return;
          }
          if (operation.object != null) {
            signals.signal(operation.object, operation.value, null);
          }
        }
        case SIGNAL -> signals.signalPoints(operation, null);
        case NOTIFY -> runCallback(Objects.requireNonNull(operation.action));
        case WAIT -> {
          if (!signals.passWait(queue, operation)) {
            return;
          }
        }
      }
      remove(queue);
    }
  }

  private void remove(WorkQueue queue) {
    queue.operations.removeHead();
    queue.context().queuedOperations().decrementAndGet();
  }

  // ---- queues end ----

  private void drain(WorkQueue queue, String reason, long now) {
    if (queue.phase == WorkQueue.Phase.OPEN) {
      queue.phase = WorkQueue.Phase.DRAINING;
      queue.endReason = reason;
      if (queue.blocked) {
        signals.stopWaiting(queue, queue.operations.at(queue.operations.head()));
      }
      if (!queue.flight.isEmpty() && queue.engine != null) {
        queue.engine.cancel(reason);
        node(queue.context()).cancelled(queue, now);
      }
    }
    if (queue.phase != WorkQueue.Phase.DRAINING || queue.flight.isEmpty()) {
      finishDraining(queue);
    }
  }

  private void finishDraining(WorkQueue queue) {
    if (queue.phase == WorkQueue.Phase.DRAINING) {
      queue.phase = WorkQueue.Phase.FAILING;
      if (queue.engine != null) {
        queue.engine.close();
        queue.engine = null;
      }
    }
    failAll(queue);
    if (queue.whenIdle != null && queue.phase != WorkQueue.Phase.CLOSED) {
      queue.phase = WorkQueue.Phase.CLOSED;
      SchedulerContext context = queue.context();
      if (queue != context.queue() && context.queues().remove(queue)) {
        context.hardwareQueues().decrementAndGet();
      }
      runCallback(queue.whenIdle);
    }
    finishContextIfDrained(queue.context());
  }

  private void failAll(WorkQueue queue) {
    while (!queue.operations.isEmpty()) {
      Operation operation = queue.operations.at(queue.operations.head());
      switch (operation.kind) {
        case COMMAND, SIGNAL -> signals.signalPoints(operation, queue.endReason);
        case NOTIFY -> runCallback(Objects.requireNonNull(operation.action));
        case WAIT -> {
        }
      }
      remove(queue);
    }
  }

  private void finishContextIfDrained(SchedulerContext context) {
    if (context.whenIdle == null || context.hasInFlight()
        || context.queues().stream().anyMatch(WorkQueue::isRunning) || !contexts.remove(context)) {
      return;
    }
    signals.giveMutexesBack(context);
    publishFigures(); // who is told that the context is gone must not find it in the figures
    runCallback(context.whenIdle);
  }

  private void loseAll(FaultKind kind, String reason, long now) {
    for (SchedulerContext context : List.copyOf(contexts)) {
      lose(context, new ContextFault(kind, 0, reason), now);
    }
  }

  // ---- small things ----

  private void attach(WorkQueue queue) {
    queue.engine = node(queue.context()).engine().openQueue(queue.name(), queue.context().addressSpace());
  }

  private void refuseIfGone(SchedulerContext context) {
    String lost = deviceLost;
    if (lost != null) {
      lose(context, new ContextFault(FaultKind.DEVICE_LOST, 0, "device lost: " + lost), 0);
    }
    if (shuttingDown) {
      closeContext(context, () -> {
      }, 0);
    }
  }

  private NodeFeed node(SchedulerContext context) {
    return nodes[context.node()];
  }

  private static WorkQueue queueOf(SchedulerCommand command) {
    return Objects.requireNonNull(command.queue);
  }

  private void publishFigures() {
    int inFlight = 0;
    long resets = 0;
    for (NodeFeed node : nodes) {
      inFlight += node.inFlight();
      resets += node.resets();
    }
    counters.publish(contexts.size(), cpuWaits.size(), inFlight, resets);
  }
}
