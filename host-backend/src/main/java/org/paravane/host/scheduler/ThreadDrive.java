package org.paravane.host.scheduler;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.paravane.host.LogLimit;
import org.paravane.host.engine.GpuClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is published to the core, in the thread that published it: a hand-over to another thread costs more than most commands
 * (DESIGN section 5). One thread at a time owns the core and also does what others publish meanwhile; after a while it leaves the rest
 * to the scheduler's own thread, which otherwise only wakes for deadlines. Survives whatever a command throws.
 */
final class ThreadDrive implements SchedulerDrive {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadDrive.class);
  private static final long CLAIM_PAUSE_NANOS = 20_000;
  private static final long CLOSE_WAIT_NANOS = 5_000_000_000L;
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;
  /** Batches that a publisher does before it goes back to its own work. */
  private static final int MOST_BATCHES = 16;
  private static final int BATCH = 64;

  private final GpuClock clock;
  private final RingBuffer<SchedulerCommand> ring;
  private final Sequence consumed = new Sequence();
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
  private final LogLimit logLimit = new LogLimit(LOG_INTERVAL_NANOS);
  private @Nullable SchedulerCore core;
  private @Nullable Thread thread;
  private volatile long wakeAtNanos = SchedulerCore.NEVER;
  private volatile boolean stopped;
  private final ArrayDeque<SchedulerCommand.Call> overflow = new ArrayDeque<>(); // the owner

  ThreadDrive(SchedulerOptions options, GpuClock clock) {
    this.clock = clock;
    // Nobody waits at the ring: the strategy is never asked.
    this.ring = RingBuffer.createMultiProducer(SchedulerCommand::new, options.ringSlots(), new BusySpinWaitStrategy());
    ring.addGatingSequences(consumed);
  }

  void start(String name, SchedulerCore newCore) {
    core = newCore;
    thread = Thread.ofPlatform().name(name).daemon().start(this::watch);
  }

  @Override
  public RingBuffer<SchedulerCommand> ring() {
    return ring;
  }

  @Override
  public void publish(long slot) {
    ring.publish(slot);
    // SYNC: publishing is a release store only; it has to be visible before we look whether somebody owns the core, see run().
    VarHandle.fullFence();
    if (!isOwnThread() && !run(MOST_BATCHES)) {
      wake();
    }
  }

  @Override
  public boolean isOwnThread() {
    return Thread.currentThread().equals(owner.get());
  }

  @Override
  public long claim(long waitNanos) {
    long until = System.nanoTime() + waitNanos;
    while (!stopped) {
      try {
        return ring.tryNext();
      } catch (InsufficientCapacityException e) {
        if (isOwnThread() || System.nanoTime() - until >= 0) {
          return -1;
        }
        LockSupport.parkNanos(CLAIM_PAUSE_NANOS);
      }
    }
    return -1;
  }

  @Override
  public long claimAlways() {
    long slot = -1;
    while (slot < 0 && !stopped) {
      slot = claim(CLOSE_WAIT_NANOS);
    }
    return slot;
  }

  @Override
  public void must(SchedulerCommand.Call call) {
    if (isOwnThread()) {
      overflow.addLast(call);
      return;
    }
    long slot = claimAlways();
    if (slot >= 0) {
      enter(slot, call);
      publish(slot);
      return;
    }
    while (!tryOwn()) {
      LockSupport.parkNanos(CLAIM_PAUSE_NANOS);
    }
    try {
      call.run(started(), clock.nanos());
      settle();
    } finally {
      owner.set(null);
    }
  }

  private void enter(long slot, SchedulerCommand.Call call) {
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.CALL;
    command.call = call;
  }

  private boolean tryOwn() {
    return owner.get() == null && owner.compareAndSet(null, Thread.currentThread());
  }

  private boolean hasWork() {
    return ring.isAvailable(consumed.get() + 1);
  }

  /** Does what was published, unless somebody else is at it; false if there is more than a thread should do for others. */
  private boolean run(int mostBatches) {
    for (int i = 0; i < mostBatches; i++) {
      if (!tryOwn()) {
        return true;
      }
      long deadline = SchedulerCore.NEVER;
      try {
        deadline = batch();
      } finally {
        // SYNC: given up before hasWork() and wakeAtNanos are looked at; a publisher publishes, and the thread tells when it will
        // wake, before they look at the owner. One of the two sees the other.
        owner.set(null);
      }
      if (deadline < wakeAtNanos) {
        wake();
      }
      if (!hasWork()) {
        return true;
      }
    }
    return false;
  }

  /** Some of what was published; when the core wants to be looked at again. */
  private long batch() {
    long next = consumed.get() + 1;
    for (int i = 0; i < BATCH && ring.isAvailable(next); i++, next++) {
      SchedulerCommand command = ring.get(next);
      handle(command);
      consumed.set(next);
      flushOverflow();
    }
    settle();
    return started().nextDeadline();
  }

  private void handle(SchedulerCommand command) {
    try {
      started().handle(command, clock.nanos());
    } catch (RuntimeException e) {
      LOG.error("scheduler command failed: kind={}, queue={}", command.kind, command.queue, e);
      command.clear();
    }
  }

  private void settle() {
    try {
      started().settle(clock.nanos());
    } catch (RuntimeException e) {
      if (logLimit.allows(System.nanoTime())) {
        LOG.error("scheduler failed", e);
      }
    }
    flushOverflow();
  }

  /** What the owner itself asks for while it works takes its turn behind what was published; kept while there is no room. */
  private void flushOverflow() {
    while (!overflow.isEmpty()) {
      long slot = claim(0);
      if (slot < 0) {
        return;
      }
      enter(slot, overflow.removeFirst());
      ring.publish(slot);
    }
  }

  private void wake() {
    wakeAtNanos = Long.MIN_VALUE;
    LockSupport.unpark(thread);
  }

  /** The life of the scheduler's thread. */
  private void watch() {
    while (!stopped) {
      wakeAtNanos = Long.MIN_VALUE; // awake: nobody needs to wake us
      boolean done = run(MOST_BATCHES);
      long deadline = atDeadline();
      if (done && deadline > clock.nanos()) {
        sleep(deadline);
      }
    }
  }

  /** Does what is due; when it is to be done again. */
  private long atDeadline() {
    if (!tryOwn()) {
      return clock.nanos() + CLAIM_PAUSE_NANOS;
    }
    try {
      if (started().nextDeadline() <= clock.nanos() || !overflow.isEmpty()) {
        settle();
      }
      return overflow.isEmpty() ? started().nextDeadline() : clock.nanos() + CLAIM_PAUSE_NANOS;
    } finally {
      owner.set(null);
    }
  }

  private void sleep(long deadline) {
    wakeAtNanos = deadline;
    // SYNC: the time is told before the core is looked at again, see run().
    if (!stopped && !hasWork() && deadline() >= deadline && wakeAtNanos == deadline) {
      LockSupport.parkNanos(this, deadline == SchedulerCore.NEVER ? Long.MAX_VALUE : deadline - clock.nanos());
    }
  }

  private long deadline() {
    if (!tryOwn()) {
      return SchedulerCore.NEVER; // its owner looks at wakeAtNanos when it has given it up
    }
    try {
      return started().nextDeadline();
    } finally {
      owner.set(null);
    }
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running == null || isOwnThread() || running.equals(Thread.currentThread())) {
      return;
    }
    SchedulerCore target = started();
    long until = System.nanoTime() + CLOSE_WAIT_NANOS;
    while (!target.isTerminated() && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    if (!target.isTerminated()) {
      LOG.warn("scheduler stops with work in its engines");
    }
    stopped = true;
    wake();
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    while (hasWork() && run(MOST_BATCHES)) {
      Thread.onSpinWait();
    }
  }

  private SchedulerCore started() {
    SchedulerCore target = core;
    if (target == null) {
      throw new IllegalStateException("scheduler not started");
    }
    return target;
  }
}
