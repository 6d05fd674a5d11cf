package org.paravane.host.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.memory.GpuAddressSpace;

/**
 * An execution context on one engine node: the unit of fairness and of failure. Has one work queue of its own and may have
 * hardware queues beside it. A fault or a hang in any of them loses the context, and no other.
 */
public final class SchedulerContext {
  private static final ContextState ACTIVE = new ContextState.Active();

  private final AdapterScheduler scheduler;
  private final ContextSpec spec;
  private final WorkQueue ownQueue;
  private final AtomicInteger queuedOperations = new AtomicInteger();
  private final AtomicInteger hardwareQueues = new AtomicInteger();
  private final AtomicLong packetsDone = new AtomicLong();
  private final AtomicLong packetsFailed = new AtomicLong();
  private final AtomicLong preemptions = new AtomicLong();
  private final AtomicLong busyNanos = new AtomicLong();
  private volatile ContextState state = ACTIVE;

  // Below: the scheduler's thread only.
  private final List<WorkQueue> queues = new ArrayList<>(1);
  private final Set<GpuMutex> heldMutexes = new LinkedHashSet<>();
  private int turn;
  boolean inPolicy;
  @Nullable
  Runnable whenIdle;

  SchedulerContext(AdapterScheduler scheduler, ContextSpec spec, int packetsInFlight) {
    this.scheduler = scheduler;
    this.spec = spec;
    this.ownQueue = new WorkQueue(this, spec.name(), packetsInFlight);
    queues.add(ownQueue);
  }

  public AdapterScheduler scheduler() {
    return scheduler;
  }

  public String name() {
    return spec.name();
  }

  /** Ordinal of the engine node that runs it. */
  public int node() {
    return spec.node();
  }

  public int priority() {
    return spec.priority();
  }

  public GpuAddressSpace addressSpace() {
    return spec.addressSpace();
  }

  /** The queue that every context has. */
  public WorkQueue queue() {
    return ownQueue;
  }

  /** What it is good for now; readable from any thread. */
  public ContextState state() {
    return state;
  }

  /** What it did so far; readable from any thread. */
  public ContextFigures figures() {
    return new ContextFigures(queuedOperations.get(), packetsDone.get(), packetsFailed.get(), preemptions.get(),
        busyNanos.get());
  }

  /**
   * Makes a hardware queue.
   *
   * @return EAGAIN if the context has too many, ECANCELED if it is lost, ENODEV if it is closed, EBUSY if the scheduler does
   *     not keep up
   */
  public Result<WorkQueue> createQueue(String name) {
    return scheduler.createQueue(this, name);
  }

  /** Loses this context on purpose, as if it had faulted: its owner said that it is in error. */
  public void fail(FaultKind kind, String reason) {
    scheduler.fail(this, new ContextFault(kind, 0, reason));
  }

  /**
   * Ends this context and its queues: what is queued is cancelled, what runs is asked to end, the fences of both complete
   * with an error.
   *
   * @param idle called once on the scheduler's thread when the engine has nothing of this context any more, so that its
   *     memory can go
   */
  public void close(Runnable idle) {
    scheduler.closeContext(this, idle);
  }

  ContextListener listener() {
    return spec.listener();
  }

  AtomicInteger queuedOperations() {
    return queuedOperations;
  }

  AtomicInteger hardwareQueues() {
    return hardwareQueues;
  }

  List<WorkQueue> queues() {
    return queues;
  }

  Set<GpuMutex> heldMutexes() {
    return heldMutexes;
  }

  void setState(ContextState newState) {
    state = newState;
  }

  /** The next of its queues, in turn, that has a command for the engine; null if none has. */
  @Nullable
  WorkQueue nextFeedable(long now) {
    for (int i = 0; i < queues.size(); i++) {
      WorkQueue queue = queues.get((turn + i) % queues.size());
      if (queue.hasFeedable(now)) {
        turn = (turn + i + 1) % queues.size();
        return queue;
      }
    }
    return null;
  }

  boolean hasFeedable(long now) {
    for (int i = 0; i < queues.size(); i++) {
      if (queues.get(i).hasFeedable(now)) {
        return true;
      }
    }
    return false;
  }

  boolean hasInFlight() {
    for (int i = 0; i < queues.size(); i++) {
      if (!queues.get(i).flight.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** A packet ended; only the scheduler's thread writes, so no read-modify-write is needed. */
  void count(long busy, boolean done, boolean preempted) {
    busyNanos.setRelease(busyNanos.getPlain() + busy);
    spec.usage().add(spec.node(), busy);
    AtomicLong counter = done ? packetsDone : preempted ? preemptions : packetsFailed;
    counter.setRelease(counter.getPlain() + 1);
  }

  @Override
  public String toString() {
    return name();
  }
}
