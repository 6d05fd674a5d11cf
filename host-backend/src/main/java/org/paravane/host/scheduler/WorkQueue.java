package org.paravane.host.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.Completion;
import org.paravane.host.engine.EngineQueue;

/**
 * An in-order queue of a context: command buffers, waits, signals, notifications. Each begins its effect when all before it
 * are done; command buffers that follow one another may already be with the engine. A context's queues are independent.
 *
 * <p>Every method may be called from any thread and returns at once with {@link Accepted}, or EINVAL for bad arguments,
 * EAGAIN if the context has too many operations queued, EBUSY if the scheduler does not keep up, ENODEV if it is closed, or
 * ECANCELED if the context is lost. In the last case, and only then, the operation is still taken and completes at once
 * with an error, so that whoever waits for its fence is woken.
 */
public final class WorkQueue {
  /** Length of a packet; command buffers are arrays of packets, aligned to it. */
  public static final int PACKET_BYTES = 64;
  /** Longest command buffer. */
  public static final int MAX_COMMAND_BYTES = 1 << 24;
  /** Most points in one wait or signal. */
  public static final int MAX_POINTS = 64;

  /** What the scheduler makes of operations of this queue. */
  enum Phase {
    /** They run. */
    OPEN,
    /** It waits for the engine to give back what it has. */
    DRAINING,
    /** They complete at once with an error. */
    FAILING,
    /** There are none. */
    CLOSED
  }

  private final SchedulerContext context;
  private final String name;

  // Below: the scheduler's thread only.
  final OperationRing operations = new OperationRing();
  final FlightList flight;
  final Completion completion;
  Phase phase = Phase.OPEN;
  @Nullable
  EngineQueue engine;
  String endReason = "";
  @Nullable
  Runnable whenIdle;
  long feed;
  long nextSequence;
  boolean resuming;
  boolean listed;
  boolean blocked;
  long retryAtNanos = Long.MIN_VALUE;
  long retryPauseNanos;

  WorkQueue(SchedulerContext context, String name, int packetsInFlight) {
    this.context = context;
    this.name = name;
    this.flight = new FlightList(packetsInFlight);
    this.completion = (sequence, outcome) -> context.scheduler().packetEnded(this, sequence, outcome);
  }

  public SchedulerContext context() {
    return context;
  }

  public String name() {
    return name;
  }

  /**
   * Queues a command buffer.
   *
   * @param address GPU virtual address of the packets, a multiple of {@link #PACKET_BYTES}
   * @param lengthBytes length, a multiple of {@link #PACKET_BYTES}, at most {@link #MAX_COMMAND_BYTES}
   * @param progress fence that is signalled at its end, or null
   * @param progressValue the value that the fence then gets
   */
  public Result<Accepted> submit(long address, int lengthBytes, @Nullable MonitoredFence progress, long progressValue) {
    if (lengthBytes <= 0 || lengthBytes > MAX_COMMAND_BYTES || ((address | lengthBytes) & (PACKET_BYTES - 1)) != 0
        || address <= 0) {
      return Result.failed(Errno.EINVAL,
          "bad command buffer: queue=%s, address=0x%x, length=%d".formatted(name, address, lengthBytes));
    }
    return context.scheduler().submit(this, address, lengthBytes, progress, progressValue);
  }

  /** Queues a wait: nothing behind it begins before all points are reached (mutexes and semaphores: taken together). */
  public Result<Accepted> waitFor(List<SyncPoint> points) {
    return context.scheduler().queuePoints(Operation.Kind.WAIT, this, points);
  }

  /** Queues a wait for one point. */
  public Result<Accepted> waitFor(SyncObject object, long value) {
    return context.scheduler().queuePoint(Operation.Kind.WAIT, this, object, value);
  }

  /** Queues signals: they happen when everything before them is done. */
  public Result<Accepted> signal(List<SyncPoint> points) {
    return context.scheduler().queuePoints(Operation.Kind.SIGNAL, this, points);
  }

  /** Queues a signal of one point. */
  public Result<Accepted> signal(SyncObject object, long value) {
    return context.scheduler().queuePoint(Operation.Kind.SIGNAL, this, object, value);
  }

  /** Queues an action: it runs on the scheduler's thread when everything before it is done or has failed. */
  public Result<Accepted> call(Runnable action) {
    return context.scheduler().queueCall(this, action);
  }

  /**
   * Ends this queue: what is queued is cancelled, what runs is asked to end, fences of both complete with an error. The
   * context's first queue is closed with its context only.
   *
   * @param idle called once on the scheduler's thread when the engine has nothing of this queue any more
   */
  public void close(Runnable idle) {
    context.scheduler().closeQueue(this, idle);
  }

  /** Whether it is open, or the engine still has something of it. */
  boolean isRunning() {
    return phase == Phase.OPEN || phase == Phase.DRAINING;
  }

  boolean hasFeedable(long now) {
    return nextCommand(now) != null;
  }

  /** The next command that may go to the engine now, or null. */
  @Nullable
  Operation nextCommand(long now) {
    if (phase != Phase.OPEN || blocked || flight.isFull() || (resuming && !flight.isEmpty())
        || (retryAtNanos != Long.MIN_VALUE && now < retryAtNanos)) {
      return null;
    }
    feed = Math.max(feed, operations.head());
    while (feed < operations.tail()) {
      Operation operation = operations.at(feed);
      switch (operation.kind) {
        case COMMAND -> {
          if (operation.state == Operation.State.QUEUED) {
            return operation;
          }
        }
        case WAIT -> {
          return null; // passed by the head only
        }
        case SIGNAL, NOTIFY -> {
        }
      }
      feed++;
    }
    return null;
  }

  @Override
  public String toString() {
    return name;
  }
}
