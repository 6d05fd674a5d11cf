package org.paravane.host.scheduler;

import java.time.Duration;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.SteppedEngine;

/**
 * A scheduler and an engine in virtual time and in one thread: what happens, and in which order, depends on nothing but the
 * calls. For tests.
 */
public final class SteppedScheduler implements AutoCloseable {
  private final AdapterScheduler scheduler;
  private final StepDrive drive;
  private final ManualClock clock;
  private final SteppedEngine engine;

  /**
   * A scheduler for this adapter.
   *
   * @param gpu the adapter, whose clock is {@code clock}
   * @param engine the same adapter's engine; it has no thread
   */
  public SteppedScheduler(Gpu gpu, SteppedEngine engine, ManualClock clock, SchedulerOptions options) {
    this.clock = clock;
    this.engine = engine;
    this.drive = new StepDrive(options, clock);
    this.scheduler = AdapterScheduler.stepped(gpu, options, drive);
  }

  public AdapterScheduler scheduler() {
    return scheduler;
  }

  public ManualClock clock() {
    return clock;
  }

  /** Does everything that is possible without time passing. */
  public void settle() {
    do {
      drive.core().settle(clock.nanos());
      engine.advance(clock.nanos());
    } while (drive.deliver());
  }

  /** Lets time pass, doing everything at its moment. */
  public void advance(Duration duration) {
    long end = clock.nanos() + duration.toNanos();
    settle();
    long next;
    while ((next = nextEvent()) <= end) {
      clock.advanceTo(Math.max(next, clock.nanos()));
      settle();
    }
    clock.advanceTo(end);
    settle();
  }

  /**
   * Lets time pass until nothing is pending any more.
   *
   * @param atMost a limit, so that a test ends
   * @return whether everything came to rest before that
   */
  public boolean runUntilIdle(Duration atMost) {
    long end = clock.nanos() + atMost.toNanos();
    settle();
    long next;
    while ((next = nextEvent()) != SteppedEngine.NEVER) {
      if (next > end) {
        return false;
      }
      clock.advanceTo(Math.max(next, clock.nanos()));
      settle();
    }
    return true;
  }

  /** Closes the scheduler; what engines still have is given up. */
  @Override
  public void close() {
    scheduler.close();
    settle();
  }

  private long nextEvent() {
    long pending = Math.min(engine.advance(clock.nanos()), drive.core().nextDeadline());
    return drive.deliver() ? clock.nanos() : pending;
  }
}
