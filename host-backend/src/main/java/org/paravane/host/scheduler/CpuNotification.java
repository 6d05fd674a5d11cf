package org.paravane.host.scheduler;

import org.jspecify.annotations.Nullable;

/** Runs an action at each signal, until it is destroyed. Nobody waits for it: a wait passes at once. */
public final class CpuNotification extends SyncObject {
  private final Runnable action;

  CpuNotification(AdapterScheduler scheduler, Runnable action) {
    super(scheduler);
    this.action = action;
  }

  @Override
  boolean isAvailable(long value, SchedulerContext context) {
    return true;
  }

  @Override
  void acquire(SchedulerContext context) {
    // nothing to take
  }

  @Override
  void signal(long value, @Nullable String failure) {
    scheduler().runCallback(action);
  }
}
