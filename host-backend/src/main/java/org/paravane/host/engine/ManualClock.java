package org.paravane.host.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved: virtual time. */
public final class ManualClock implements GpuClock {
  private final AtomicLong now;

  public ManualClock(long startNanos) {
    this.now = new AtomicLong(startNanos);
  }

  @Override
  public long nanos() {
    return now.get();
  }

  /** Moves to a time that is not in the past. */
  public void advanceTo(long nanos) {
    if (nanos < now.get()) {
      throw new IllegalArgumentException("clock cannot go back: now=" + now.get() + ", wanted=" + nanos);
    }
    now.set(nanos);
  }

  public void advance(Duration duration) {
    advanceTo(now.get() + duration.toNanos());
  }
}
