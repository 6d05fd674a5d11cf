package org.paravane.host.scheduler;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;

/** The pending CPU waits of an adapter. The scheduler's thread only. */
final class CpuWaits {
  private static final WaitResult SATISFIED = new WaitResult.Satisfied();

  private final SchedulerCore core;
  private final Set<CpuWait> pending = new LinkedHashSet<>();

  CpuWaits(SchedulerCore core) {
    this.core = core;
  }

  int size() {
    return pending.size();
  }

  void add(CpuWait wait) {
    for (SyncPoint point : wait.points()) {
      if (point.object().isDestroyed()) {
        refuse(wait, Errno.ECANCELED, "sync object is destroyed");
        return;
      }
    }
    if (isReached(wait)) {
      finish(wait, result(wait));
      return;
    }
    pending.add(wait);
    for (SyncPoint point : wait.points()) {
      point.object().cpuWaits().add(wait);
    }
  }

  void refuse(CpuWait wait, Errno errno, String reason) {
    finish(wait, new WaitResult.Failed(errno, reason));
  }

  void cancel(CpuWait wait) {
    if (!wait.isOver()) {
      forget(wait);
    }
  }

  void objectSignalled(SyncObject object) {
    if (object.cpuWaits().isEmpty()) {
      return;
    }
    for (CpuWait wait : List.copyOf(object.cpuWaits())) {
      if (!wait.isOver() && isReached(wait)) {
        finish(wait, result(wait));
      }
    }
  }

  void objectDestroyed(SyncObject object) {
    for (CpuWait wait : List.copyOf(object.cpuWaits())) {
      if (!wait.isOver()) {
        refuse(wait, Errno.ECANCELED, "sync object destroyed while waited for");
      }
    }
  }

  void failAll(Errno errno, String reason) {
    for (CpuWait wait : List.copyOf(pending)) {
      refuse(wait, errno, reason);
    }
  }

  private void finish(CpuWait wait, WaitResult result) {
    forget(wait);
    core.runCallback(() -> wait.listener().ended(result));
  }

  private void forget(CpuWait wait) {
    wait.markOver();
    if (pending.remove(wait)) {
      for (SyncPoint point : wait.points()) {
        point.object().cpuWaits().remove(wait);
      }
    }
    AdapterScheduler.uncount(wait.points());
  }

  private static boolean isReached(CpuWait wait) {
    boolean all = true;
    for (SyncPoint point : wait.points()) {
      boolean reached = point.object() instanceof MonitoredFence fence && fence.reached(point.value());
      if (reached && wait.mode() == WaitMode.ANY) {
        return true;
      }
      all &= reached;
    }
    return all;
  }

  private static WaitResult result(CpuWait wait) {
    for (SyncPoint point : wait.points()) {
      String failure = failure(point);
      if (failure != null) {
        return new WaitResult.Failed(Errno.ECANCELED, failure);
      }
    }
    return SATISFIED;
  }

  private static @Nullable String failure(SyncPoint point) {
    return point.object() instanceof MonitoredFence fence ? fence.failureAt(point.value()) : null;
  }
}
