package org.paravane.device.lifetime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A section that many threads may be inside of and that one thread can close: after {@link #close} nobody gets in, after
 * {@link #awaitDrained} nobody is in. The counterpart of {@code drm_dev_enter}/{@code drm_dev_exit}/{@code drm_dev_unplug}
 * (linux-accel.md 4.2). Entering and leaving cost one atomic addition each and never block.
 *
 * <p>A thread that is inside must not wait for the drain: it would wait for itself.
 */
public final class Gate implements Section {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final VarHandle STATE;
  private static final long CLOSED = 1L << 62;
  private static final long NUDGE_MILLIS = 10_000;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Gate.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  /** Threads inside, plus {@link #CLOSED}. */
  @SuppressWarnings("unused") // through STATE
  private volatile long state;

  /** An open gate; the name is for log lines only. */
  public Gate(String name) {
    this.name = name;
  }

  @Override
  public boolean enter() {
    long before = (long) STATE.getAndAdd(this, 1L);
    if ((before & CLOSED) != 0) {
      exit();
      return false;
    }
    return true;
  }

  @Override
  public void exit() {
    // SYNC: pairs with the re-check under the monitor in awaitDrained.
    long after = (long) STATE.getAndAdd(this, -1L) - 1;
    if (after == CLOSED) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Nobody gets in from now on. Idempotent. */
  public void close() {
    STATE.getAndBitwiseOr(this, CLOSED);
  }

  /** Whether nobody gets in any more. */
  public boolean isClosed() {
    return (state & CLOSED) != 0;
  }

  /** How many are inside now. */
  public int inside() {
    return (int) (state & ~CLOSED);
  }

  /** Returns when nobody is inside a closed gate. Not interruptible; an interrupt is kept. Says every ten seconds whom it waits for. */
  public void awaitDrained() {
    boolean interrupted = false;
    synchronized (this) {
      while (state != CLOSED) {
        long started = System.nanoTime();
        try {
          wait(NUDGE_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        if (state != CLOSED && System.nanoTime() - started >= NUDGE_MILLIS * 1_000_000) {
          LOG.warn("still draining: gate={}, inside={}", name, inside());
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
