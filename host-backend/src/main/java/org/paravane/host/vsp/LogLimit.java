package org.paravane.host.vsp;

import java.util.concurrent.atomic.AtomicLong;

/** Lets a few log lines a second through, so that a peer cannot fill a disk. Thread-safe. */
final class LogLimit {
  private static final long SECOND = 1_000_000_000L;

  private final int perSecond;
  private final AtomicLong state = new AtomicLong(); // second * 1024 + lines in it

  LogLimit(int perSecond) {
    this.perSecond = Math.clamp(perSecond, 1, 1023);
  }

  /** Whether one more line may be written now. */
  boolean allows(long nowNanos) {
    long second = Math.floorDiv(nowNanos, SECOND);
    long now = state.get();
    long next = now >> 10 == second ? now + 1 : (second << 10) + 1;
    return (next & 1023) <= perSecond && state.compareAndSet(now, next);
  }
}
