package org.paravane.guest.dxg.host;

import java.util.concurrent.CountDownLatch;

/** A thread that sleeps until the host signals. */
public final class BlockedWait implements PendingEvents.Listener {

  /** How the wait ended. */
  public enum Outcome {
    SIGNALLED, ABANDONED, INTERRUPTED
  }

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean gone;

  @Override
  public void signalled() {
    ended.countDown();
  }

  @Override
  public void abandoned() {
    gone = true;
    ended.countDown();
  }

  @Override
  public void withdrawn() {
    // The waiting thread itself withdraws.
  }

  /** Whether {@link #await} would sleep now. */
  public boolean isPending() {
    return ended.getCount() > 0;
  }

  /** Sleeps until told, or until the thread is interrupted. The interrupt is consumed: the caller answers EINTR. */
  public Outcome await() {
    try {
      ended.await();
      return gone ? Outcome.ABANDONED : Outcome.SIGNALLED;
    } catch (InterruptedException e) {
      return ended.getCount() == 0 && !gone ? Outcome.SIGNALLED : Outcome.INTERRUPTED;
    }
  }
}
