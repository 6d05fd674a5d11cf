package org.paravane.guest.fuse.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve a mount. One of them is the reader; it serves what it reads by itself, so that a call does not change
 * threads. Whoever is about to sleep appoints another reader first. Those who are done while another one reads wait for their
 * next appointment, the last to wait is the first to be appointed, and a few are enough.
 */
final class Crew {
  private static final int MOST_IDLE = 8;

  private final int most;
  private final Function<String, ServingThread> recruiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ServingThread> all = new HashSet<>();
  private final ArrayDeque<ServingThread> idle = new ArrayDeque<>();
  private volatile @Nullable ServingThread reader;
  private volatile boolean over;
  private long recruited;
  private final LongAdder handOvers = new LongAdder();

  /** @param recruiting makes a thread of that name, not started */
  Crew(int most, Function<String, ServingThread> recruiting) {
    this.most = most;
    this.recruiting = recruiting;
  }

  /** Appoints the first reader. */
  void begin() {
    lock.lock();
    try {
      appoint();
    } finally {
      lock.unlock();
    }
  }

  /** Who reads now. */
  @Nullable
  ServingThread reader() {
    return reader;
  }

  boolean isOver() {
    return over;
  }

  /** How many threads there are. */
  int size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /** How often the duty was given on. */
  long handOvers() {
    return handOvers.sum();
  }

  /** All threads, at this moment. */
  List<ServingThread> members() {
    lock.lock();
    try {
      return new ArrayList<>(all);
    } finally {
      lock.unlock();
    }
  }

  /** Makes another thread the reader, if that one is it. False if there is no other thread. */
  boolean handOn(ServingThread from) {
    if (reader != from) {
      return true;
    }
    lock.lock();
    try {
      if (over || reader != from) {
        return true;
      }
      if (!appoint()) {
        return false;
      }
      handOvers.increment();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean appoint() {
    ServingThread next = idle.pollLast();
    boolean recruit = next == null;
    if (next == null) {
      if (all.size() >= most) {
        return false;
      }
      next = recruiting.apply("fuse-" + recruited++);
      all.add(next);
    }
    ServingThread before = reader;
    reader = next;
    if (recruit) {
      try {
        next.start();
      } catch (OutOfMemoryError e) {
        // The system gives no thread: as if the crew were complete.
        all.remove(next);
        reader = before;
        return false;
      }
    } else {
      LockSupport.unpark(next);
    }
    return true;
  }

  /** Waits until this thread is the reader (again). False if it is not needed any more. */
  boolean awaitDuty(ServingThread me) {
    if (reader == me && !over) {
      return true;
    }
    lock.lock();
    try {
      if (reader == null) {
        reader = me;
      }
      if (!over && reader != me) {
        if (idle.size() >= MOST_IDLE) {
          return false;
        }
        idle.addLast(me);
      }
    } finally {
      lock.unlock();
    }
    while (!over && reader != me) {
      LockSupport.park(this);
      boolean ignored = Thread.interrupted();
    }
    return !over;
  }

  /** A thread is gone. If it was the reader, because of an error, another one takes over. */
  void left(ServingThread me) {
    lock.lock();
    try {
      all.remove(me);
      idle.remove(me);
      if (reader == me && !over) {
        reader = null;
        appoint();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody reads any more; those who wait go home. */
  void end() {
    lock.lock();
    try {
      over = true;
      idle.forEach(LockSupport::unpark);
      idle.clear();
    } finally {
      lock.unlock();
    }
  }
}
