package org.paravane.host.scheduler;

import com.lmax.disruptor.RingBuffer;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.Outcome;
import org.paravane.host.scheduler.CpuWait.CpuWaitListener;

/**
 * The scheduler of one adapter. Whatever is asked of it, here or through its contexts and queues, is published into one
 * Disruptor; its single consumer at the time owns all state, so nothing needs a lock. Methods may be called from any thread
 * and return at once; callbacks run on whatever thread consumes, one at a time, and must be short, not block, and need no lock
 * that somebody holds who calls the scheduler.
 *
 * <p>Promises: operations of one queue take effect in order; a packet that faults or hangs loses its own context only; every
 * fence that is pending in a queue completes, with an error if it must.
 */
public final class AdapterScheduler implements AutoCloseable {
  private static final Result<Accepted> ACCEPTED = Result.ok(Accepted.ACCEPTED);

  private final Gpu gpu;
  private final SchedulerOptions options;
  private final RingBuffer<SchedulerCommand> ring;
  private final SchedulerCore core;
  private final SchedulerDrive drive;
  private volatile boolean closed;

  private AdapterScheduler(Gpu gpu, SchedulerOptions options, SchedulerDrive drive) {
    this.gpu = gpu;
    this.options = options;
    this.drive = drive;
    this.ring = drive.ring();
    this.core = new SchedulerCore(gpu, options);
    gpu.onDeviceLost(reason -> call((target, now) -> target.deviceLost(reason, now)));
  }

  /** A scheduler with a thread of its own. */
  public static AdapterScheduler start(Gpu gpu, SchedulerOptions options) {
    ThreadDrive drive = new ThreadDrive(options, gpu.clock());
    AdapterScheduler scheduler = new AdapterScheduler(gpu, options, drive);
    drive.start("scheduler " + gpu.description().name(), scheduler.core);
    return scheduler;
  }

  /** A scheduler that does something only when a test says so, in the test's thread. */
  static AdapterScheduler stepped(Gpu gpu, SchedulerOptions options, StepDrive drive) {
    AdapterScheduler scheduler = new AdapterScheduler(gpu, options, drive);
    drive.start(scheduler.core);
    return scheduler;
  }

  public Gpu gpu() {
    return gpu;
  }

  /**
   * Opens a context.
   *
   * @return EINVAL if there is no such engine node, ENODEV if the adapter is gone, EBUSY if the scheduler does not keep up
   */
  public Result<SchedulerContext> createContext(ContextSpec spec) {
    if (spec.node() < 0 || spec.node() >= gpu.nodes().size()) {
      return Result.failed(Errno.EINVAL,
          "no such engine node: context=" + spec.name() + ", node=" + spec.node() + ", nodes=" + gpu.nodes().size());
    }
    SchedulerContext context = new SchedulerContext(this, spec, depth(spec.node()));
    return call((target, now) -> target.openContext(context)).map(accepted -> context);
  }

  /**
   * A monitored fence.
   *
   * @param word 8 aligned bytes of shared memory that show the value, 16 to show failures too, or null
   */
  public MonitoredFence createFence(long initialValue, @Nullable MemorySegment word) {
    return new MonitoredFence(this, initialValue, word);
  }

  /** A mutex; {@code held}: it has to be signalled before the first wait passes. */
  public GpuMutex createMutex(boolean held) {
    return new GpuMutex(this, held);
  }

  /** A semaphore; EINVAL unless 0 ≤ initial ≤ maximum and 0 &lt; maximum. */
  public Result<GpuSemaphore> createSemaphore(int maximum, int initial) {
    return maximum <= 0 || initial < 0 || initial > maximum
        ? Result.failed(Errno.EINVAL, "bad semaphore: maximum=" + maximum + ", initial=" + initial)
        : Result.ok(new GpuSemaphore(this, maximum, initial));
  }

  /** An object that runs an action at each signal. */
  public CpuNotification createNotification(Runnable action) {
    return new CpuNotification(this, action);
  }

  /**
   * Signals now, from a CPU.
   *
   * @param rewind whether fences may also be set back (flag allow_fence_rewind)
   * @param done called when it happened
   */
  public Result<Accepted> signal(List<SyncPoint> points, boolean rewind, Runnable done) {
    Result<Accepted> checked = check(points);
    return checked instanceof Result.Failed<Accepted>
        ? checked
        : call((target, now) -> target.signalFromCpu(points, rewind, done));
  }

  /** Signals one object now, from a CPU. */
  public Result<Accepted> signal(SyncObject object, long value) {
    if (object.scheduler() != this) {
      return foreign(object);
    }
    long slot = claim();
    if (slot < 0) {
      return busy();
    }
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.SIGNAL_NOW;
    command.object = object;
    command.value = value;
    drive.publish(slot);
    return ACCEPTED;
  }

  /** A fence gets a value that work had promised which will not be done; waits for it fail, for that reason. */
  public Result<Accepted> fail(MonitoredFence fence, long value, String reason) {
    return fence.scheduler() == this ? call((target, now) -> target.fail(fence, value, reason)) : foreign(fence);
  }

  /**
   * Waits for fences from a CPU; the listener is told once.
   *
   * @return EINVAL for points that are no fences of this adapter, EAGAIN if too many wait for one of them already
   */
  public Result<CpuWait> waitFromCpu(List<SyncPoint> points, WaitMode mode, CpuWaitListener listener) {
    if (check(points) instanceof Result.Failed<Accepted> failed) {
      return failed.as();
    }
    for (SyncPoint point : points) {
      if (!(point.object() instanceof MonitoredFence)) {
        return Result.failed(Errno.EINVAL, "a cpu can wait for fences only: object=" + point.object());
      }
    }
    CpuWait wait = new CpuWait(List.copyOf(points), mode, listener);
    if (!count(wait.points())) {
      return Result.failed(Errno.EAGAIN, "too many cpu waits: limit=" + options.waitersPerObject());
    }
    Result<CpuWait> result = call((target, now) -> target.waitFromCpu(wait)).map(accepted -> wait);
    if (result instanceof Result.Failed<CpuWait>) {
      uncount(wait.points());
    }
    return result;
  }

  /** Gives a wait up; its listener is not told any more once {@code done} ran. */
  public Result<Accepted> cancel(CpuWait wait, Runnable done) {
    return call((target, now) -> target.cancelWait(wait, done));
  }

  /**
   * Destroys a sync object. CPU waits for it fail; queues that wait for it go on.
   *
   * @param gone called when the scheduler does not touch it, nor a fence's word of memory, any more
   */
  public Result<Accepted> destroy(SyncObject object, Runnable gone) {
    return object.scheduler() != this ? foreign(object) : call((target, now) -> target.destroy(object, gone));
  }

  /** Resets the adapter: every context is lost, every engine node is reset; new contexts work. */
  public Result<Accepted> reset(String reason) {
    return call((target, now) -> target.resetAdapter(reason, now));
  }

  /** What it has and did; readable from any thread, a moment old. */
  public SchedulerFigures figures() {
    return core.figures();
  }

  /** What each engine node did, in the order of their ordinals; readable from any thread. */
  public List<NodeFigures> nodeFigures() {
    return core.nodeFigures();
  }

  /** Ends everything: contexts are closed, CPU waits fail with ENODEV, the thread stops. Waits for the engines, bounded. */
  @Override
  public void close() {
    if (!closed) {
      call((target, now) -> target.shutDown(now));
      closed = true;
      drive.close();
    }
  }

  Result<Accepted> submit(WorkQueue queue, long address, int lengthBytes, @Nullable MonitoredFence progress,
      long progressValue) {
    if (progress != null && progress.scheduler() != this) {
      return foreign(progress);
    }
    Result<Accepted> admitted = admit(queue);
    if (admitted instanceof Result.Failed<Accepted>) {
      return admitted;
    }
    long slot = claim();
    if (slot < 0) {
      return notQueued(queue);
    }
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.SUBMIT;
    command.queue = queue;
    command.address = address;
    command.lengthBytes = lengthBytes;
    command.object = progress;
    command.value = progressValue;
    drive.publish(slot);
    return queued(queue);
  }

  Result<Accepted> queuePoints(Operation.Kind kind, WorkQueue queue, List<SyncPoint> points) {
    Result<Accepted> checked = kind == Operation.Kind.WAIT && takesTwice(points)
        ? Result.failed(Errno.EINVAL, "one wait takes a mutex or semaphore twice: queue=" + queue)
        : check(points);
    return checked instanceof Result.Failed<Accepted>
        ? checked
        : publishPoints(kind, queue, points.getFirst().object(), points.getFirst().value(),
            points.size() == 1 ? List.of() : List.copyOf(points.subList(1, points.size())));
  }

  Result<Accepted> queuePoint(Operation.Kind kind, WorkQueue queue, SyncObject object, long value) {
    return object.scheduler() != this ? foreign(object) : publishPoints(kind, queue, object, value, List.of());
  }

  Result<Accepted> queueCall(WorkQueue queue, Runnable action) {
    Result<Accepted> admitted = admit(queue);
    if (admitted instanceof Result.Failed<Accepted>) {
      return admitted;
    }
    long slot = claim();
    if (slot < 0) {
      return notQueued(queue);
    }
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.QUEUE_CALL;
    command.queue = queue;
    command.action = action;
    drive.publish(slot);
    return queued(queue);
  }

  Result<WorkQueue> createQueue(SchedulerContext context, String name) {
    switch (context.state()) {
      case ContextState.Lost(ContextFault fault) -> {
        return Result.failed(Errno.ECANCELED, "context is lost: context=" + context + ", reason=" + fault.reason());
      }
      case ContextState.Closed ignored -> {
        return Result.failed(Errno.ENODEV, "context is closed: context=" + context);
      }
      case ContextState.Active ignored -> {
      }
    }
    if (context.hardwareQueues().incrementAndGet() > options.queuesPerContext()) {
      context.hardwareQueues().decrementAndGet();
      return Result.failed(Errno.EAGAIN,
          "too many queues: context=" + context + ", limit=" + options.queuesPerContext());
    }
    WorkQueue queue = new WorkQueue(context, name, depth(context.node()));
    Result<WorkQueue> result = call((target, now) -> target.openQueue(queue)).map(accepted -> queue);
    if (result instanceof Result.Failed<WorkQueue>) {
      context.hardwareQueues().decrementAndGet();
    }
    return result;
  }

  void closeQueue(WorkQueue queue, Runnable idle) {
    must((target, now) -> target.closeQueue(queue, idle, now));
  }

  void closeContext(SchedulerContext context, Runnable idle) {
    must((target, now) -> target.closeContext(context, idle, now));
  }

  void fail(SchedulerContext context, ContextFault fault) {
    must((target, now) -> target.lose(context, fault, now));
  }

  /** From an engine; waits for room, which the scheduler always makes. */
  void packetEnded(WorkQueue queue, long sequence, Outcome outcome) {
    if (drive.isOwnThread()) {
      drive.must((target, now) -> target.packetEnded(queue, sequence, outcome, now)); // inside a cancel or a reset
      return;
    }
    long slot = drive.claimAlways();
    if (slot < 0) {
      return;
    }
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.ENDED;
    command.queue = queue;
    command.sequence = sequence;
    command.outcome = outcome;
    drive.publish(slot);
  }

  void runCallback(Runnable action) {
    core.runCallback(action);
  }

  private Result<Accepted> publishPoints(Operation.Kind kind, WorkQueue queue, SyncObject object, long value,
      List<SyncPoint> more) {
    Result<Accepted> admitted = admit(queue);
    if (admitted instanceof Result.Failed<Accepted>) {
      return admitted;
    }
    long slot = claim();
    if (slot < 0) {
      return notQueued(queue);
    }
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.POINTS;
    command.operation = kind;
    command.queue = queue;
    command.object = object;
    command.value = value;
    command.more = more;
    drive.publish(slot);
    return queued(queue);
  }

  private Result<Accepted> admit(WorkQueue queue) {
    SchedulerContext context = queue.context();
    if (closed || context.state() instanceof ContextState.Closed) {
      return Result.failed(Errno.ENODEV, "context is closed: context=" + context);
    }
    if (context.queuedOperations().incrementAndGet() > options.operationsPerContext()) {
      context.queuedOperations().decrementAndGet();
      return Result.failed(Errno.EAGAIN,
          "too many operations queued: context=" + context + ", limit=" + options.operationsPerContext());
    }
    return ACCEPTED;
  }

  private Result<Accepted> queued(WorkQueue queue) {
    return queue.context().state() instanceof ContextState.Lost(ContextFault fault)
        ? Result.failed(Errno.ECANCELED, "context is lost: context=" + queue.context() + ", reason=" + fault.reason())
        : ACCEPTED;
  }

  private Result<Accepted> notQueued(WorkQueue queue) {
    queue.context().queuedOperations().decrementAndGet();
    return busy();
  }

  private Result<Accepted> call(SchedulerCommand.Call action) {
    if (closed) {
      return Result.failed(Errno.ENODEV, "scheduler is closed: adapter=" + gpu.description().name());
    }
    long slot = claim();
    if (slot < 0) {
      return busy();
    }
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.CALL;
    command.call = action;
    drive.publish(slot);
    return ACCEPTED;
  }

  /** For what may not be refused: takes its turn however long the line is. */
  private void must(SchedulerCommand.Call action) {
    drive.must(action);
  }

  private int depth(int node) {
    return gpu.nodes().get(node).depth();
  }

  private long claim() {
    return drive.claim(options.publishWait().toNanos());
  }

  private Result<Accepted> busy() {
    return Result.failed(Errno.EBUSY, "scheduler does not keep up: adapter=" + gpu.description().name() + ", waited="
        + options.publishWait().toMillis() + " ms, slots=" + options.ringSlots());
  }

  private Result<Accepted> foreign(SyncObject object) {
    return Result.failed(Errno.EINVAL, "sync object of another adapter: object=" + object);
  }

  private Result<Accepted> check(List<SyncPoint> points) {
    if (points.isEmpty() || points.size() > WorkQueue.MAX_POINTS) {
      return Result.failed(Errno.EINVAL, "bad number of sync points: count=" + points.size());
    }
    for (SyncPoint point : points) {
      if (point.object().scheduler() != this) {
        return foreign(point.object());
      }
    }
    return ACCEPTED;
  }

  private static boolean takesTwice(List<SyncPoint> points) {
    Set<SyncObject> taken = new HashSet<>();
    for (SyncPoint point : points) {
      if (!(point.object() instanceof MonitoredFence) && !taken.add(point.object())) {
        return true;
      }
    }
    return false;
  }

  private boolean count(List<SyncPoint> points) {
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).object().pendingCpuWaits().incrementAndGet() > options.waitersPerObject()) {
        uncount(points.subList(0, i + 1));
        return false;
      }
    }
    return true;
  }

  static void uncount(List<SyncPoint> points) {
    for (SyncPoint point : points) {
      point.object().pendingCpuWaits().decrementAndGet();
    }
  }
}
