package org.paravane.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.paravane.abi.Handle;

/**
 * A 64-bit value that only grows. This process and queues set it and wait for it; its value is in mapped memory, so that
 * looking at it asks nobody. Safe for use by many threads.
 */
public final class Fence implements AutoCloseable {
  private final Accelerator accelerator;
  private final SyncCalls sync;
  private final FenceWaiter waiter;
  private final CloseStack undo = new CloseStack();
  private final Handle handle;
  private final FenceWord word;
  private final Deque<Promise> promises = new ArrayDeque<>();
  private volatile boolean closed;

  /** A queue will set the fence to a value when a submission of it is done. */
  private record Promise(Queue queue, long value, long submission) {
  }

  Fence(Accelerator accelerator, SyncCalls sync, long initialValue) {
    this.accelerator = accelerator;
    this.sync = sync;
    this.waiter = accelerator.waiter();
    SyncCalls.Made made = sync.createFence(initialValue);
    this.handle = made.handle();
    undo.add(() -> sync.destroyFence(handle()));
    try {
      this.word = FenceWord.map(accelerator.calls(), made.mapOffset());
    } catch (RuntimeException e) {
      undo.close();
      throw e;
    }
    undo.add(word::close);
  }

  /** The value now. */
  public long value() {
    requireOpen();
    return word.value();
  }

  /** Sets the value now, if it is greater. */
  public void signal(long value) {
    requireOpen();
    sync.signal(handle, value);
  }

  /** Waits for a value, without end; throws if the work that was to signal it is lost, or the device is gone. */
  public void await(long value) {
    awaitValue(value, FenceWaiter.FOREVER);
  }

  /** As {@link #await(long)}; false when the time was over first. */
  public boolean await(long value, Duration timeout) {
    return awaitValue(value, FenceWaiter.nanos(timeout));
  }

  /** A future that is complete when the fence has a value, or fails as {@link #await(long)} would. */
  public CompletableFuture<Void> future(long value) {
    requireOpen();
    return accelerator.completions().when(handle, word, value, () -> checkPromises(value));
  }

  private boolean awaitValue(long value, long timeoutNanos) {
    requireOpen();
    if (!waiter.await(handle, word, value, timeoutNanos)) {
      return false;
    }
    checkPromises(value);
    return true;
  }

  Handle handle() {
    return handle;
  }

  /** Notes who is to signal, so that a wait finds out whether the work was done or lost. */
  void promised(Queue queue, long value, long submission) {
    synchronized (promises) {
      promises.removeIf(promise -> promise.queue().isExecuted(promise.submission()));
      promises.add(new Promise(queue, value, submission));
    }
  }

  /** A fence also gets its value when the work before it is lost. */
  private void checkPromises(long value) {
    synchronized (promises) {
      for (Promise promise : promises) {
        if (Long.compareUnsigned(promise.value(), value) <= 0) {
          promise.queue().throwIfLost(promise.submission());
        }
      }
      promises.removeIf(promise -> promise.queue().isExecuted(promise.submission()));
    }
  }

  void requireOf(Accelerator owner) {
    requireOpen();
    if (owner != accelerator) {
      throw new IllegalArgumentException(
          "fence of another accelerator: fence=" + this + ", accelerator=" + owner.name());
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("fence is closed");
    }
  }

  /** Ends the fence; waits for it in this process fail. Idempotent. */
  @Override
  public void close() {
    synchronized (undo) {
      if (closed) {
        return;
      }
      closed = true;
      accelerator.completions().forget(word);
      undo.close();
    }
    accelerator.forget(this);
  }

  @Override
  public String toString() {
    return "fence " + handle + " of " + accelerator.name();
  }
}
