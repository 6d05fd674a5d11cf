package org.paravane.host.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Something that queues and CPUs signal and wait for. Made, signalled, waited for and destroyed through the
 * {@link AdapterScheduler} that it belongs to; state is changed on the scheduler's thread only.
 */
public abstract sealed class SyncObject permits MonitoredFence, GpuMutex, GpuSemaphore, CpuNotification {
  private final AdapterScheduler scheduler;
  private final AtomicInteger pendingCpuWaits = new AtomicInteger();
  private final List<WorkQueue> waitingQueues = new ArrayList<>(1);
  private final List<CpuWait> cpuWaits = new ArrayList<>(1);
  private boolean destroyed;

  SyncObject(AdapterScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Whose it is; it can be used there only. */
  public AdapterScheduler scheduler() {
    return scheduler;
  }

  /** Whether a queue of this context could pass a wait for this value now. */
  abstract boolean isAvailable(long value, SchedulerContext context);

  /** Passes a wait that is available. */
  abstract void acquire(SchedulerContext context);

  /**
   * Signals it.
   *
   * @param failure why the work before it was not done; null if it was
   */
  abstract void signal(long value, @Nullable String failure);

  final AtomicInteger pendingCpuWaits() {
    return pendingCpuWaits;
  }

  final List<WorkQueue> waitingQueues() {
    return waitingQueues;
  }

  final List<CpuWait> cpuWaits() {
    return cpuWaits;
  }

  final boolean isDestroyed() {
    return destroyed;
  }

  final void markDestroyed() {
    destroyed = true;
  }
}
