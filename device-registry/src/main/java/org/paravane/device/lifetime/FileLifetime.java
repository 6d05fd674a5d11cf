package org.paravane.device.lifetime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of an open file in one word: how many references there are, how many calls are inside, whether its device is
 * gone. A call costs one atomic addition on the way in and one on the way out and never blocks.
 *
 * <pre>
 *    63      62      61 … 32       31 … 0
 *  +------+-------+--------------+----------+
 *  | gone | ended |  references  |  inside  |
 *  +------+-------+--------------+----------+
 * </pre>
 *
 * The end comes once, when references and calls are both 0, on the thread that made it so.
 */
public final class FileLifetime implements Section {

  /** How a call was received. */
  public enum Entry {
    /** It is inside and must {@link FileLifetime#exit}. */
    INSIDE,
    /** The device is gone. */
    GONE,
    /** The last reference was closed. */
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(FileLifetime.class);
  private static final VarHandle STATE;
  private static final long GONE = 1L << 63;
  private static final long ENDED = 1L << 62;
  private static final long REFERENCE = 1L << 32;
  private static final long NUDGE_MILLIS = 10_000;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(FileLifetime.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final Runnable end;
  private volatile long state = REFERENCE;

  /** A life with one reference; the name is for log lines, the end runs once. */
  public FileLifetime(String name, Runnable end) {
    this.name = name;
    this.end = end;
  }

  private static int inside(long state) {
    return (int) state;
  }

  private static int references(long state) {
    return (int) ((state & ~(GONE | ENDED)) >>> 32);
  }

  /** Begins a call. */
  public Entry begin() {
    long before = (long) STATE.getAndAdd(this, 1L);
    if (before < 0) {
      exit();
      return Entry.GONE;
    }
    if (references(before) == 0) {
      exit();
      return Entry.CLOSED;
    }
    return Entry.INSIDE;
  }

  @Override
  public boolean enter() {
    return begin() == Entry.INSIDE;
  }

  @Override
  public void exit() {
    long after = (long) STATE.getAndAdd(this, -1L) - 1;
    if (inside(after) == 0) {
      // SYNC: pairs with the re-check under the monitor in awaitDrained.
      if (after < 0) {
        synchronized (this) {
          notifyAll();
        }
      }
      endIfOver(after);
    }
  }

  /** One more reference; false if there is none left to duplicate. */
  public boolean retain() {
    while (true) {
      long now = state;
      if (references(now) == 0) {
        return false;
      }
      if (STATE.compareAndSet(this, now, now + REFERENCE)) {
        return true;
      }
    }
  }

  /** One reference less; nothing if there is none. */
  public void drop() {
    while (true) {
      long now = state;
      if (references(now) == 0) {
        return;
      }
      if (STATE.compareAndSet(this, now, now - REFERENCE)) {
        endIfOver(now - REFERENCE);
        return;
      }
    }
  }

  /** A reference for one who watches over the file: also when all are closed but a call is inside. False once the end has come. */
  public boolean pin() {
    while (true) {
      long now = state;
      if ((now & ENDED) != 0 || (inside(now) == 0 && references(now) == 0)) {
        return false;
      }
      if (STATE.compareAndSet(this, now, now + REFERENCE)) {
        return true;
      }
    }
  }

  /** Whoever leaves the word without references and calls tries; the one who marks it runs the end. */
  private void endIfOver(long seen) {
    long now = seen;
    while (inside(now) == 0 && references(now) == 0 && (now & ENDED) == 0) {
      if (STATE.compareAndSet(this, now, now | ENDED)) {
        end.run();
        return;
      }
      now = state;
    }
  }

  /** Refuses calls from now on. Idempotent. */
  public void markGone() {
    STATE.getAndBitwiseOr(this, GONE);
  }

  /** Whether calls are refused because the device is gone. */
  public boolean isGone() {
    return state < 0;
  }

  /** Returns when no call is inside. Not interruptible; an interrupt is kept. Says every ten seconds what it waits for. */
  public void awaitDrained() {
    boolean interrupted = false;
    synchronized (this) {
      while (inside(state) != 0) {
        long started = System.nanoTime();
        try {
          wait(NUDGE_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        if (inside(state) != 0 && System.nanoTime() - started >= NUDGE_MILLIS * 1_000_000) {
          LOG.warn("calls do not come back after unplug: file={}, inside={}", name, inside(state));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** References now held. */
  public int references() {
    return references(state);
  }

  /** Calls now inside. */
  public int inside() {
    return inside(state);
  }
}
