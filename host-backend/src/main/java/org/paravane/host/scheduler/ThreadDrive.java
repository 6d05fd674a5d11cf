package org.paravane.host.scheduler;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.GpuClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduler's thread: consumes the Disruptor, wakes for deadlines, and survives whatever a command throws. */
final class ThreadDrive implements SchedulerDrive {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadDrive.class);
  private static final long CLAIM_PAUSE_NANOS = 20_000;
  private static final long CLOSE_WAIT_NANOS = 5_000_000_000L;

  private final GpuClock clock;
  private final RingBuffer<SchedulerCommand> ring;
  private final ArrayDeque<SchedulerCommand.Call> overflow = new ArrayDeque<>(); // the scheduler's thread
  private @Nullable SchedulerCore core;
  private @Nullable BatchEventProcessor<SchedulerCommand> processor;
  private @Nullable Thread thread;
  private volatile boolean stopped;

  ThreadDrive(SchedulerOptions options, GpuClock clock) {
    this.clock = clock;
    this.ring = RingBuffer.createMultiProducer(SchedulerCommand::new, options.ringSlots(),
        new ParkingWaitStrategy(options.spins(), this::nanosToDeadline));
  }

  void start(String name, SchedulerCore newCore) {
    core = newCore;
    processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), new Consumer(newCore));
    processor.setExceptionHandler(new Survivor());
    ring.addGatingSequences(processor.getSequence());
    thread = Thread.ofPlatform().name(name).daemon().start(processor);
  }

  @Override
  public RingBuffer<SchedulerCommand> ring() {
    return ring;
  }

  @Override
  public boolean isOwnThread() {
    return Thread.currentThread().equals(thread);
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
      flushOverflow();
      return;
    }
    long slot = claimAlways();
    if (slot >= 0) {
      publish(slot, call);
      return;
    }
    synchronized (this) {
      call.run(started(), clock.nanos());
      started().settle(clock.nanos());
    }
  }

  /** The scheduler's own thread cannot wait for room: what it publishes while there is none is kept, in order. */
  private void flushOverflow() {
    while (!overflow.isEmpty()) {
      long slot = claim(0);
      if (slot < 0) {
        return;
      }
      publish(slot, overflow.removeFirst());
    }
  }

  private void publish(long slot, SchedulerCommand.Call call) {
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.CALL;
    command.call = call;
    ring.publish(slot);
  }

  @Override
  public void close() {
    BatchEventProcessor<SchedulerCommand> consumer = processor;
    Thread running = thread;
    if (consumer == null || running == null || running.equals(Thread.currentThread())) {
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
    consumer.halt();
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
    drainLeftovers(consumer, target);
  }

  /** What was published while the thread stopped. */
  private synchronized void drainLeftovers(BatchEventProcessor<SchedulerCommand> consumer, SchedulerCore target) {
    overflow.forEach(call -> call.run(target, clock.nanos()));
    overflow.clear();
    for (long sequence = consumer.getSequence().get() + 1; sequence <= ring.getCursor(); sequence++) {
      target.handle(ring.get(sequence), clock.nanos());
      target.settle(clock.nanos());
    }
  }

  private long nanosToDeadline() {
    if (!overflow.isEmpty()) {
      return 0;
    }
    long deadline = started().nextDeadline();
    return deadline == SchedulerCore.NEVER ? Long.MAX_VALUE : deadline - clock.nanos();
  }

  private SchedulerCore started() {
    SchedulerCore target = core;
    if (target == null) {
      throw new IllegalStateException("scheduler not started");
    }
    return target;
  }

  private final class Consumer implements EventHandler<SchedulerCommand> {
    private final SchedulerCore target;

    Consumer(SchedulerCore target) {
      this.target = target;
    }

    @Override
    public void onEvent(SchedulerCommand command, long sequence, boolean endOfBatch) {
      long now = clock.nanos();
      try {
        target.handle(command, now);
      } finally {
        if (endOfBatch) {
          target.settle(now);
        }
        flushOverflow();
      }
    }

    @Override
    public void onTimeout(long sequence) {
      target.settle(clock.nanos());
      flushOverflow();
    }
  }

  private static final class Survivor implements ExceptionHandler<SchedulerCommand> {
    @Override
    public void handleEventException(Throwable failure, long sequence, @Nullable SchedulerCommand command) {
      if (command == null) {
        LOG.error("scheduler failed at a deadline", failure);
      } else {
        LOG.error("scheduler command failed: kind={}, queue={}", command.kind, command.queue, failure);
        command.clear();
      }
    }

    @Override
    public void handleOnStartException(Throwable failure) {
      LOG.error("scheduler did not start", failure);
    }

    @Override
    public void handleOnShutdownException(Throwable failure) {
      LOG.error("scheduler did not stop cleanly", failure);
    }
  }
}
