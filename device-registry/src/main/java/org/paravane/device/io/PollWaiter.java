package org.paravane.device.io;

import java.util.ArrayList;
import java.util.List;

/**
 * One poll of one caller: a driver's {@code poll} names the queues to {@link #watch}; whoever made the waiter is told by
 * its action when one of them wakes, looks again, and closes the waiter when done. An action may run more than once, and
 * once more while {@link #close} is on its way; it must be short and must not block.
 */
public final class PollWaiter implements AutoCloseable {
  private final Runnable wake;
  private final boolean passive;
  private final List<PollQueue> watched = new ArrayList<>();
  private boolean closed;

  /** A waiter that is told of wake-ups. */
  public PollWaiter(Runnable wake) {
    this(wake, false);
  }

  private PollWaiter(Runnable wake, boolean passive) {
    this.wake = wake;
    this.passive = passive;
  }

  /** A waiter that only asks for the present state and waits for nothing. */
  public static PollWaiter none() {
    return new PollWaiter(() -> {
    }, true);
  }

  /** Called by a driver's poll: wake this waiter when that queue wakes. Joining twice is joining once. */
  public synchronized void watch(PollQueue queue) {
    if (passive || closed || watched.contains(queue)) {
      return;
    }
    watched.add(queue);
    queue.join(this);
  }

  void woken() {
    wake.run();
  }

  /** Leaves all queues. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    watched.forEach(queue -> queue.leave(this));
    watched.clear();
  }
}
