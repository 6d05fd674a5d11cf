package org.paravane.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends waits in time. The ioctl that waits has no timeout, but it can wait for the first of several fences: so a wait with
 * a deadline also waits for a fence that a timer signals. The fences are used again; each has grown past every value that a
 * late timer could still give it.
 */
final class Deadlines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

  private final SyncCalls sync;
  private final String threadName;
  private final Deque<Deadline> idle = new ArrayDeque<>();
  private final CloseStack fences = new CloseStack();
  private @Nullable ScheduledThreadPoolExecutor timer;
  private boolean closed;

  Deadlines(SyncCalls sync, String nodeName) {
    this.sync = sync;
    this.threadName = "deadlines of " + nodeName;
  }

  /** A fence with the value that it gets when the time is over. Closing it calls the timer off. */
  final class Deadline implements AutoCloseable {
    private final Handle fence;
    private long value;
    private @Nullable ScheduledFuture<?> alarm;

    private Deadline(Handle fence) {
      this.fence = fence;
    }

    Handle fence() {
      return fence;
    }

    long value() {
      return value;
    }

    private void ring(long when) {
      try {
        sync.signal(fence, when);
      } catch (AcceleratorException e) {
        // Whoever waits hears from the node itself that it is gone.
        LOG.debug("deadline not signalled: why={}", e.getMessage());
      }
    }

    @Override
    public void close() {
      giveBack(this);
    }
  }

  /** A deadline that long from now. */
  synchronized Deadline in(long nanos) {
    if (closed) {
      throw new AcceleratorException("wait", Errno.ENODEV, "accelerator is closed");
    }
    Deadline deadline = idle.poll();
    if (deadline == null) {
      SyncCalls.Made made = sync.createFence(0);
      fences.add(() -> sync.destroyFence(made.handle()));
      deadline = new Deadline(made.handle());
    }
    Deadline armed = deadline;
    long value = ++armed.value;
    armed.alarm = timer().schedule(() -> armed.ring(value), nanos, TimeUnit.NANOSECONDS);
    return armed;
  }

  private synchronized void giveBack(Deadline deadline) {
    ScheduledFuture<?> alarm = deadline.alarm;
    if (alarm != null) {
      alarm.cancel(false);
      deadline.alarm = null;
    }
    idle.push(deadline);
  }

  private ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor running = timer;
    if (running == null) {
      running = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name(threadName).daemon().factory());
      running.setRemoveOnCancelPolicy(true);
      timer = running;
    }
    return running;
  }

  /** Ends the timer and the fences. */
  @Override
  public void close() {
    ScheduledThreadPoolExecutor running;
    synchronized (this) {
      closed = true;
      running = timer;
      timer = null;
    }
    if (running != null) {
      running.shutdownNow();
      running.close();
    }
    synchronized (this) {
      fences.close();
    }
  }
}
