package org.paravane.host.scheduler;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.GpuClock;

/** Delivers commands when it is told to, in the caller's thread. */
final class StepDrive implements SchedulerDrive {
  private final RingBuffer<SchedulerCommand> ring;
  private final Sequence consumed = new Sequence();
  private final GpuClock clock;
  private @Nullable SchedulerCore core;

  StepDrive(SchedulerOptions options, GpuClock clock) {
    this.ring = RingBuffer.createMultiProducer(SchedulerCommand::new, options.ringSlots(), new BusySpinWaitStrategy());
    this.clock = clock;
    ring.addGatingSequences(consumed);
  }

  void start(SchedulerCore newCore) {
    core = newCore;
  }

  SchedulerCore core() {
    SchedulerCore target = core;
    if (target == null) {
      throw new IllegalStateException("scheduler not started");
    }
    return target;
  }

  /** Delivers everything that was published, one command at a time; whether there was anything. */
  boolean deliver() {
    boolean any = false;
    while (consumed.get() < ring.getCursor()) {
      long next = consumed.get() + 1;
      core().handle(ring.get(next), clock.nanos());
      consumed.set(next);
      core().settle(clock.nanos());
      any = true;
    }
    return any;
  }

  @Override
  public RingBuffer<SchedulerCommand> ring() {
    return ring;
  }

  @Override
  public void publish(long slot) {
    ring.publish(slot);
  }

  @Override
  public boolean isOwnThread() {
    return false;
  }

  @Override
  public long claim(long waitNanos) {
    try {
      return ring.tryNext();
    } catch (InsufficientCapacityException e) {
      return -1;
    }
  }

  @Override
  public long claimAlways() {
    long slot = claim(0);
    if (slot < 0) {
      throw new IllegalStateException("stepped scheduler is full: step it more often, or give it more slots");
    }
    return slot;
  }

  @Override
  public void must(SchedulerCommand.Call call) {
    long slot = claimAlways();
    SchedulerCommand command = ring.get(slot);
    command.kind = SchedulerCommand.Kind.CALL;
    command.call = call;
    ring.publish(slot);
  }

  @Override
  public void close() {
    deliver();
  }
}
