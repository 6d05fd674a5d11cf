package org.paravane.device.io;

import java.util.Arrays;

/**
 * Those who wait for something to happen, the counterpart of a kernel wait queue. Change the state first, then
 * {@link #wake}; a waiter joins first, then looks at the state: so no wake-up is lost. Waking costs one volatile read
 * when nobody waits.
 */
public final class PollQueue {
  private static final PollWaiter[] NOBODY = {};

  /** Replaced as a whole under the monitor, never changed in place. */
  private volatile PollWaiter[] waiters = NOBODY;

  /** Wakes everybody who waits; they stay until they leave. Runs their wake-up actions on this thread. */
  public void wake() {
    for (PollWaiter waiter : waiters) {
      waiter.woken();
    }
  }

  /** How many wait. */
  public int size() {
    return waiters.length;
  }

  synchronized void join(PollWaiter waiter) {
    PollWaiter[] now = waiters;
    for (PollWaiter present : now) {
      if (present == waiter) {
        return;
      }
    }
    PollWaiter[] next = Arrays.copyOf(now, now.length + 1);
    next[now.length] = waiter;
    waiters = next;
  }

  synchronized void leave(PollWaiter waiter) {
    PollWaiter[] next = Arrays.stream(waiters).filter(present -> present != waiter).toArray(PollWaiter[]::new);
    waiters = next.length == 0 ? NOBODY : next;
  }
}
