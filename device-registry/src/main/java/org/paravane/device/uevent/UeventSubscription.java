package org.paravane.device.uevent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.paravane.device.io.PollQueue;
import org.paravane.device.uevent.Delivery.Happened;
import org.paravane.device.uevent.Delivery.Overflow;

/**
 * One reader's bounded buffer. When it is full the newest events are lost, and an {@link Overflow} stands where they would
 * have stood.
 */
public final class UeventSubscription implements AutoCloseable {
  /** Events that wait for a reader. */
  public static final int DEFAULT_CAPACITY = 1024;

  private final int capacity;
  private final long since;
  private final Consumer<UeventSubscription> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Delivery> buffer = new ArrayDeque<>();
  private final PollQueue readable = new PollQueue();
  /** Events in the buffer; the snapshot does not count. */
  private int events;
  private boolean closed;

  UeventSubscription(int capacity, long since, List<Delivery> snapshot, Consumer<UeventSubscription> onClose) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be positive: capacity=" + capacity);
    }
    this.capacity = capacity;
    this.since = since;
    this.onClose = onClose;
    buffer.addAll(snapshot);
  }

  /** Buffers an event or notes its loss; the log wakes the pollers afterwards. */
  void offer(Uevent uevent) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (events < capacity) {
        buffer.add(new Happened(uevent));
        events++;
      } else if (buffer.peekLast() instanceof Overflow(long lost, long first, long last)) {
        buffer.removeLast();
        buffer.add(new Overflow(lost + 1, first, uevent.sequence()));
      } else {
        buffer.add(new Overflow(1, uevent.sequence(), uevent.sequence()));
      }
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The number of the latest event before the subscription: the snapshot shows what there was then. */
  public long since() {
    return since;
  }

  /** The next delivery, or null if there is none now. */
  public @Nullable Delivery poll() {
    lock.lock();
    try {
      return take();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next delivery; null if none came in time, or the subscription was closed. */
  public @Nullable Delivery next(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long nanos = TimeUnit.NANOSECONDS.convert(timeout);
      while (buffer.isEmpty() && !closed && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
      }
      return take();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Delivery take() {
    Delivery next = buffer.poll();
    if (next instanceof Happened) {
      events--;
    }
    return next;
  }

  /** Whether {@link #poll} would answer something. */
  public boolean isReadable() {
    lock.lock();
    try {
      return !buffer.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes when something can be read: for a front that serves the stream as a pollable file. */
  public PollQueue readable() {
    return readable;
  }

  /** Ends the subscription; a thread that waits comes back. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      buffer.clear();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
    readable.wake();
  }
}
