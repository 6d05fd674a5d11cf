package org.paravane.host.scheduler;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How long the engine nodes of one adapter worked for one owner, contexts that have ended included, and for the owner above
 * him. Written by the adapter's scheduler, readable from any thread.
 */
public final class EngineUsage {
  private final AtomicLongArray busyNanos;
  private final @Nullable EngineUsage above;

  /**
   * Nothing yet.
   *
   * @param nodes how many engine nodes there are
   * @param above who is charged as well, or null
   */
  public EngineUsage(int nodes, @Nullable EngineUsage above) {
    this.busyNanos = new AtomicLongArray(nodes);
    this.above = above;
  }

  /** The scheduler's thread only, so no read-modify-write is needed. */
  void add(int node, long nanos) {
    for (EngineUsage usage = this; usage != null; usage = usage.above) {
      usage.busyNanos.setRelease(node, usage.busyNanos.getPlain(node) + nanos);
    }
  }

  /** Nanoseconds of each engine node, by ordinal. */
  public long[] busyNanos() {
    long[] snapshot = new long[busyNanos.length()];
    for (int i = 0; i < snapshot.length; i++) {
      snapshot[i] = busyNanos.getAcquire(i);
    }
    return snapshot;
  }
}
