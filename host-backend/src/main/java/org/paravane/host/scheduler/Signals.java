package org.paravane.host.scheduler;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where sync objects, queues that wait for them and CPUs that wait for them meet. A signal wakes queues by putting them into
 * a line; nobody advances inside a signal. The scheduler's thread only.
 */
final class Signals {
  private final CpuWaits cpuWaits;
  private final ArrayDeque<WorkQueue> awake = new ArrayDeque<>();

  Signals(CpuWaits cpuWaits) {
    this.cpuWaits = cpuWaits;
  }

  /** Lets a queue be looked at. */
  void wake(WorkQueue queue) {
    if (!queue.listed) {
      queue.listed = true;
      awake.addLast(queue);
    }
  }

  boolean isQuiet() {
    return awake.isEmpty();
  }

  /** The next queue to be looked at, or null. */
  @Nullable
  WorkQueue next() {
    WorkQueue queue = awake.pollFirst();
    if (queue != null) {
      queue.listed = false;
    }
    return queue;
  }

  /**
   * Signals an object.
   *
   * @param failure why the work before it was not done; null if it was
   */
  void signal(SyncObject object, long value, @Nullable String failure) {
    if (!object.isDestroyed()) {
      object.signal(value, failure);
      cpuWaits.objectSignalled(object);
      wakeWaiters(object);
    }
  }

  /** Signals what an operation is about. */
  void signalPoints(Operation operation, @Nullable String failure) {
    if (operation.object != null) {
      signal(operation.object, operation.value, failure);
    }
    for (int i = 0; i < operation.more.size(); i++) {
      SyncPoint point = operation.more.get(i);
      signal(point.object(), point.value(), failure);
    }
  }

  /** Lets a queue past the wait at its head if it can pass; otherwise the queue is woken when something changes. */
  boolean passWait(WorkQueue queue, Operation operation) {
    SchedulerContext context = queue.context();
    boolean available = isAvailable(operation.object, operation.value, context);
    for (int i = 0; i < operation.more.size(); i++) {
      SyncPoint point = operation.more.get(i);
      available &= isAvailable(point.object(), point.value(), context);
    }
    if (!available) {
      startWaiting(queue, operation);
      return false;
    }
    stopWaiting(queue, operation);
    acquire(operation.object, context);
    for (int i = 0; i < operation.more.size(); i++) {
      SyncPoint point = operation.more.get(i);
      acquire(point.object(), context);
    }
    return true;
  }

  /** Takes a queue out of the lists that it waits in. */
  void stopWaiting(WorkQueue queue, Operation operation) {
    if (queue.blocked) {
      queue.blocked = false;
      if (operation.object != null) {
        operation.object.waitingQueues().remove(queue);
      }
      for (int i = 0; i < operation.more.size(); i++) {
        SyncPoint point = operation.more.get(i);
        point.object().waitingQueues().remove(queue);
      }
    }
  }

  void destroy(SyncObject object) {
    object.markDestroyed();
    cpuWaits.objectDestroyed(object);
    wakeWaiters(object);
  }

  /** A context ends: what it holds is free again. */
  void giveMutexesBack(SchedulerContext context) {
    for (GpuMutex mutex : List.copyOf(context.heldMutexes())) {
      signal(mutex, 0, null);
    }
  }

  private void startWaiting(WorkQueue queue, Operation operation) {
    if (!queue.blocked) {
      queue.blocked = true;
      if (operation.object != null) {
        operation.object.waitingQueues().add(queue);
      }
      for (int i = 0; i < operation.more.size(); i++) {
        SyncPoint point = operation.more.get(i);
        point.object().waitingQueues().add(queue);
      }
    }
  }

  private void wakeWaiters(SyncObject object) {
    List<WorkQueue> waiting = object.waitingQueues();
    for (int i = 0; i < waiting.size(); i++) {
      wake(waiting.get(i));
    }
  }

  private static boolean isAvailable(@Nullable SyncObject object, long value, SchedulerContext context) {
    return object == null || object.isDestroyed() || object.isAvailable(value, context);
  }

  private static void acquire(@Nullable SyncObject object, SchedulerContext context) {
    if (object != null && !object.isDestroyed()) {
      object.acquire(context);
    }
  }
}
