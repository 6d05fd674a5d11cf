package org.paravane.host;

import java.util.concurrent.atomic.AtomicLong;

/** Lets one log line through in so many nanoseconds, so that a guest cannot fill a disk. Thread-safe. */
public final class LogLimit {
  private final long intervalNanos;
  private final AtomicLong nextNanos = new AtomicLong(Long.MIN_VALUE);

  /**
   * A limit that has not been used.
   *
   * @param intervalNanos pause after each line
   */
  public LogLimit(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  /**
   * Whether a line may be written now; takes the turn if so.
   *
   * @param nowNanos {@link System#nanoTime}, or a test's time
   */
  public boolean allows(long nowNanos) {
    long next = nextNanos.get();
    return (next == Long.MIN_VALUE || nowNanos - next >= 0) && nextNanos.compareAndSet(next, nowNanos + intervalNanos);
  }
}
