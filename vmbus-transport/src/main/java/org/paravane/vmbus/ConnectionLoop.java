package org.paravane.vmbus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.event.EventPages;
import org.paravane.vmbus.ring.Waiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one guest's connection at the host: runs tasks, drains the channels that were signalled, polls those that were busy a
 * moment ago, and sleeps when none is. A busy channel stays masked, so that its guest sends no signals.
 */
final class ConnectionLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLoop.class);
  private static final int TASKS_PER_TURN = 64;
  /** The words that we sleep on lie in the guest's hands, so we look without being called as well. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final EventPages events;
  private final Waiter waiter;
  private final Thread thread;
  private final Runnable onEnd;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final Map<ChannelId, HostChannel> channels = new HashMap<>();
  /** Busy a moment ago, signals off. */
  private final List<HostChannel> hot = new ArrayList<>();
  private final Object gate = new Object();
  private final Sleep sleep = new Sleep();
  private int scanned;
  private boolean ended;
  private volatile boolean stopping;

  ConnectionLoop(String name, EventPages events, SpinThenPark spin, Runnable onEnd) {
    this.events = events;
    this.waiter = new Waiter(events.word(), spin.minimumSpins(), spin.maximumSpins());
    this.onEnd = onEnd;
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
  }

  void start() {
    thread.start();
  }

  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /** Runs a task on this thread, in order; dropped once the thread has ended. Tells how many are waiting. */
  int execute(Runnable task) {
    tasks.add(task);
    int waiting = queued.incrementAndGet();
    wake();
    return waiting;
  }

  /** Runs a step on this thread and waits for what it says; what is said instead where the thread ends before. */
  <T> T ask(Supplier<T> step, Supplier<T> otherwise) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    execute(() -> {
      try {
        answer.complete(step.get());
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      while (!answer.isDone()) {
        if (!thread.isAlive()) {
          return otherwise.get();
        }
        try {
          return answer.get(SLICE_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
          // Look whether the thread is still there.
        }
      }
      return answer.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException("step failed on the connection thread", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return otherwise.get();
    }
  }

  /** Ends the thread after the turn that it is in. */
  void stop() {
    stopping = true;
    wake();
  }

  boolean join(long timeoutMillis) {
    return Threads.join(thread, timeoutMillis);
  }

  private void wake() {
    synchronized (gate) {
      if (!ended) {
        events.word().ring();
      }
    }
  }

  // On this thread.

  void add(HostChannel channel) {
    channels.put(channel.id(), channel);
    // Its ring was masked when it was attached.
    hot.add(channel);
  }

  void remove(HostChannel channel) {
    channels.remove(channel.id(), channel);
    hot.remove(channel);
  }

  @Nullable
  HostChannel channel(ChannelId id) {
    return channels.get(id);
  }

  List<HostChannel> channels() {
    return List.copyOf(channels.values());
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        if (!turn()) {
          waiter.await(sleep, SLICE_NANOS);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("connection thread failed: thread={}", thread.getName(), e);
    } finally {
      onEnd.run();
      synchronized (gate) {
        ended = true;
        events.close();
      }
      tasks.clear();
    }
  }

  private boolean turn() {
    boolean busy = runTasks();
    scanned = events.word().ticket();
    events.takeSignals(this::signalled);
    for (int i = 0; i < hot.size() && !stopping; i++) {
      HostChannel channel = hot.get(i);
      busy |= channel.visit();
      // The visit may have closed it, or others.
      if (i < hot.size() && hot.get(i).equals(channel) && channel.isBlocked()) {
        hot.remove(i);
      }
    }
    return busy;
  }

  private void signalled(ChannelId id) {
    @Nullable
    HostChannel channel = channels.get(id);
    if (channel != null && !hot.contains(channel)) {
      hot.add(channel);
    }
  }

  private boolean runTasks() {
    int ran = 0;
    for (; ran < TASKS_PER_TURN && !stopping; ran++) {
      @Nullable
      Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      queued.decrementAndGet();
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("task failed: thread={}", thread.getName(), e);
      }
    }
    return ran > 0;
  }

  /** When the thread may sleep. */
  private final class Sleep implements Waiter.Source {
    @Override
    public boolean ready() {
      if (stopping || !tasks.isEmpty() || events.word().ticket() != scanned) {
        return true;
      }
      for (HostChannel channel : hot) {
        if (channel.hasWork()) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean arm() {
      // A copy: going idle may find a ring corrupt and remove its channel.
      for (HostChannel channel : List.copyOf(hot)) {
        if (!channel.goIdle()) {
          return false;
        }
      }
      hot.clear();
      return !stopping && tasks.isEmpty() && events.word().ticket() == scanned;
    }
  }
}
