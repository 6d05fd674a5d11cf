package org.paravane.vmbus;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A caller that waits for a completion. Completed once, by whoever drains the ring or closes the channel. */
final class PendingCall {
  private final Thread caller = Thread.currentThread();
  private volatile byte @Nullable [] payload;
  private volatile @Nullable CloseReason closed;
  private volatile boolean parked;

  boolean isDone() {
    return payload != null || closed != null;
  }

  void complete(byte[] completion) {
    payload = completion;
    wake();
  }

  void fail(CloseReason reason) {
    closed = reason;
    wake();
  }

  /** Wakes the caller where it sleeps; it looks again whether it is done, or has to drain the ring itself. */
  boolean wake() {
    if (!parked) {
      return false;
    }
    LockSupport.unpark(caller);
    return true;
  }

  /** Sleeps until woken, spuriously, or the time is up. The condition is looked at after others can see that we sleep. */
  void park(long nanos, BooleanSupplier stillToWait) {
    // SYNC: volatile store before the look; pairs with complete and with ChannelEnd.handOver, which look at parked after their store.
    parked = true;
    try {
      if (!isDone() && stillToWait.getAsBoolean()) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      parked = false;
    }
  }

  /** The completion's payload. */
  byte[] result() throws ChannelClosedException {
    byte[] completion = payload;
    if (completion != null) {
      return completion;
    }
    CloseReason reason = closed;
    throw new ChannelClosedException(reason == null ? new CloseReason.Local("not done") : reason);
  }
}
