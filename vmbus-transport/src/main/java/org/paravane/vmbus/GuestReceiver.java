package org.paravane.vmbus;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.event.EventPages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiver thread of a guest's connection: sleeps until the host signals a channel that no caller waits on, drains its ring, and
 * hands packets to the listener. Also tells listeners that their channels closed, behind the last packet.
 */
final class GuestReceiver implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(GuestReceiver.class);
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final EventPages events;
  private final Map<ChannelId, GuestChannel> channels;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private final Object gate = new Object();
  private boolean unmapped;
  private volatile boolean stopping;
  private final AtomicLong wakeUps = new AtomicLong();

  GuestReceiver(String name, EventPages events, Map<ChannelId, GuestChannel> channels) {
    this.events = events;
    this.channels = channels;
    thread = Thread.ofPlatform().daemon().name(name + "-receiver").unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Runs something on this thread, in order. */
  void execute(Runnable task) {
    tasks.add(task);
    wake();
  }

  private void wake() {
    synchronized (gate) {
      if (!unmapped) {
        events.word().ring();
      }
    }
  }

  @Override
  public void run() {
    while (!stopping) {
      int ticket = events.word().ticket();
      boolean busy = runTasks();
      events.takeSignals(this::visit);
      if (!busy && tasks.isEmpty() && events.word().ticket() == ticket) {
        events.word().await(ticket, SLICE_NANOS);
        wakeUps.incrementAndGet();
      }
    }
    runTasks();
  }

  private void visit(ChannelId id) {
    @Nullable
    GuestChannel channel = channels.get(id);
    if (channel != null) {
      channel.visit();
    }
  }

  private boolean runTasks() {
    boolean any = false;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      any = true;
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("task failed: thread={}", thread.getName(), e);
      }
    }
    return any;
  }

  /** Stops after what is queued, and waits for that unless called on this thread; false where it did not stop in time. */
  boolean stop(long timeoutMillis) {
    stopping = true;
    wake();
    return Threads.join(thread, timeoutMillis);
  }

  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /** Lets go of the event pages, after the thread has ended. */
  void unmap() {
    synchronized (gate) {
      unmapped = true;
      events.close();
    }
  }

  /** How often it slept and woke. */
  long wakeUps() {
    return wakeUps.get();
  }
}
