package org.paravane.host.scheduler;

import org.jspecify.annotations.Nullable;

/** A count: a wait takes one, a signal adds one up to the maximum. */
public final class GpuSemaphore extends SyncObject {
  private final int maximum;
  private int count;

  GpuSemaphore(AdapterScheduler scheduler, int maximum, int initial) {
    super(scheduler);
    this.maximum = maximum;
    this.count = initial;
  }

  @Override
  boolean isAvailable(long value, SchedulerContext context) {
    return count > 0;
  }

  @Override
  void acquire(SchedulerContext context) {
    count--;
  }

  @Override
  void signal(long value, @Nullable String failure) {
    count = Math.min(count + 1, maximum);
  }
}
