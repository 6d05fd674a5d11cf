package org.paravane.host.scheduler;

import org.jspecify.annotations.Nullable;

/** Held by at most one context: a wait takes it, a signal gives it back. A context that ends gives back what it holds. */
public final class GpuMutex extends SyncObject {
  private boolean held;
  private @Nullable SchedulerContext holder;

  GpuMutex(AdapterScheduler scheduler, boolean held) {
    super(scheduler);
    this.held = held;
  }

  @Override
  boolean isAvailable(long value, SchedulerContext context) {
    return !held;
  }

  @Override
  void acquire(SchedulerContext context) {
    held = true;
    holder = context;
    context.heldMutexes().add(this);
  }

  @Override
  void signal(long value, @Nullable String failure) {
    if (holder != null) {
      holder.heldMutexes().remove(this);
    }
    held = false;
    holder = null;
  }
}
