package org.paravane.host.scheduler;

import java.util.List;

/** A CPU that waits for fences. Ends once: satisfied, failed, or cancelled (then nobody is told). */
public final class CpuWait {
  private final List<SyncPoint> points;
  private final WaitMode mode;
  private final CpuWaitListener listener;
  private boolean over;

  CpuWait(List<SyncPoint> points, WaitMode mode, CpuWaitListener listener) {
    this.points = points;
    this.mode = mode;
    this.listener = listener;
  }

  List<SyncPoint> points() {
    return points;
  }

  WaitMode mode() {
    return mode;
  }

  CpuWaitListener listener() {
    return listener;
  }

  boolean isOver() {
    return over;
  }

  void markOver() {
    over = true;
  }

  /** Told how a wait ended; on the scheduler's thread: must be short and not block. */
  @FunctionalInterface
  public interface CpuWaitListener {
    void ended(WaitResult result);
  }
}
