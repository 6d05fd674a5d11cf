package org.paravane.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.paravane.abi.Errno;

/**
 * A packet of a queue: whether it is done, and when it began and ended by the clock of its engine. It stays good when the queue is
 * closed. Safe for use by many threads.
 */
public final class Event {
  private static final long NOT_SUBMITTED = 0;
  private static final long FORGOTTEN = -1;

  private final Queue queue;
  private final int slot;
  private volatile long number = NOT_SUBMITTED;
  private boolean settled;
  private long startNanos;
  private long endNanos;

  Event(Queue queue, int slot) {
    this.queue = queue;
    this.slot = slot;
  }

  int slot() {
    return slot;
  }

  void submittedAs(long submission) {
    number = submission;
  }

  void forgotten() {
    number = FORGOTTEN;
  }

  /** Its slot is about to be used again, or to go: keeps what the engine wrote there. */
  synchronized void settle(long start, long end) {
    if (!settled) {
      settled = true;
      startNanos = start;
      endNanos = end;
    }
  }

  /** Whether the packet is done. Throws if it was lost. Asks nobody. */
  public boolean isDone() {
    long submission = number;
    if (submission == NOT_SUBMITTED) {
      return false;
    }
    requireKept(submission);
    queue.throwIfLost(submission);
    return queue.isExecuted(submission);
  }

  private static void requireKept(long submission) {
    if (submission == FORGOTTEN) {
      throw new AcceleratorException("event", Errno.ECANCELED, "packet was not submitted before the queue was closed");
    }
  }

  /** Submits it if need be, and waits until it is done, without end. Throws if it was lost. */
  public void await() {
    await(Duration.ofNanos(FenceWaiter.FOREVER));
  }

  /** As {@link #await()}; false when the time was over first. */
  public boolean await(Duration timeout) {
    return isDone() || queue.await(ticket(), timeout);
  }

  private long ticket() {
    if (number == NOT_SUBMITTED) {
      queue.submit();
    }
    long submission = number;
    requireKept(submission);
    return submission;
  }

  /** Submits it if need be; the future has this event when it is done, or the exception of {@link #await()} when it is lost. */
  public CompletableFuture<Event> future() {
    return queue.future(ticket()).thenApply(done -> this);
  }

  /** When the packet began, in nanoseconds of the adapter's clock; IllegalStateException before it is done. */
  public long startNanos() {
    readOnce();
    synchronized (this) {
      return startNanos;
    }
  }

  /** When the packet ended, in nanoseconds of the adapter's clock; IllegalStateException before it is done. */
  public long endNanos() {
    readOnce();
    synchronized (this) {
      return endNanos;
    }
  }

  /** How long the packet took on its engine. */
  public Duration duration() {
    return Duration.ofNanos(endNanos() - startNanos());
  }

  private void readOnce() {
    if (!isDone()) {
      throw new IllegalStateException("packet is not done");
    }
    queue.settle(this);
  }
}
