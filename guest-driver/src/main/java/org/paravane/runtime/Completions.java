package org.paravane.runtime;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes futures when fences get their values: one thread for all of an accelerator, which begins with the first future. It sleeps in
 * the node for the first of the fences, one of which is its own: whoever adds a future signals that. Dependents of a future run on
 * this thread.
 */
final class Completions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);
  /** The node waits for 64 fences at most; one is ours, one is a deadline's when there are more. */
  private static final int MOST_FENCES = 62;
  private static final long ROTATION_NANOS = 2_000_000;
  private static final int MOST_FAILURES = 16;

  private final SyncCalls sync;
  private final FenceWaiter waiter;
  private final String name;
  private final List<Watch> watches = new ArrayList<>();
  private @Nullable Thread thread;
  private Handle wakeFence = Handle.NONE;
  private long wakeValue;
  private int rotation;
  private boolean closed;
  private @Nullable RuntimeException over;

  /** A value that a fence will have, and what is completed then. */
  private record Watch(Handle fence, FenceWord word, long value, Runnable check, CompletableFuture<Void> future) {
    void complete() {
      try {
        check.run();
        future.complete(null);
      } catch (RuntimeException e) {
        future.completeExceptionally(e);
      }
    }
  }

  Completions(SyncCalls sync, FenceWaiter waiter, String nodeName) {
    this.sync = sync;
    this.waiter = waiter;
    this.name = "completions of " + nodeName;
  }

  /**
   * A future of a fence's value.
   *
   * @param check throws if the value is there without the work
   */
  CompletableFuture<Void> when(Handle fence, FenceWord word, long value, Runnable check) {
    Watch watch = new Watch(fence, word, value, check, new CompletableFuture<>());
    synchronized (this) {
      if (closed || over != null) {
        watch.future.completeExceptionally(over != null ? over : closedException());
      } else if (!word.reached(value)) {
        watches.add(watch);
        wake();
        return watch.future;
      }
    }
    if (!watch.future.isDone()) {
      watch.complete();
    }
    return watch.future;
  }

  private void wake() {
    if (thread == null) {
      wakeFence = sync.createFence(0).handle();
      thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    } else {
      sync.signal(wakeFence, ++wakeValue);
    }
  }

  private void run() {
    int failures = 0;
    while (true) {
      List<Watch> reached;
      List<Watch> pending;
      Handle wake;
      long wakeAt;
      synchronized (this) {
        if (closed) {
          return;
        }
        reached = takeReached();
        pending = firstOfEachFence();
        wake = wakeFence;
        wakeAt = wakeValue + 1;
      }
      reached.forEach(Watch::complete);
      if (!reached.isEmpty()) {
        failures = 0;
        continue;
      }
      try {
        waiter.sleepForFirst(wake, wakeAt, pending.stream().map(Watch::fence).toList(),
            pending.stream().map(Watch::value).toList(), pending.size() == MOST_FENCES ? ROTATION_NANOS : 0);
        failures = 0;
      } catch (RuntimeException e) {
        // A fence that was reached by a loss, or that is gone: whoever waits for it hears of it from its check.
        if (isOver(e) || ++failures > MOST_FAILURES) {
          synchronized (this) {
            over = e;
          }
          fail(e);
          return;
        }
      }
    }
  }

  private static boolean isOver(RuntimeException e) {
    return !(e instanceof AcceleratorException failure) || failure.errno() == Errno.ENODEV;
  }

  private List<Watch> takeReached() {
    List<Watch> reached = new ArrayList<>();
    for (Iterator<Watch> each = watches.iterator(); each.hasNext();) {
      Watch watch = each.next();
      if (watch.word.reached(watch.value)) {
        reached.add(watch);
        each.remove();
      }
    }
    return reached;
  }

  private List<Watch> firstOfEachFence() {
    Map<Handle, Watch> first = new LinkedHashMap<>();
    int size = watches.size();
    rotation = size == 0 ? 0 : (rotation + MOST_FENCES) % size;
    for (int i = 0; i < size; i++) {
      Watch watch = watches.get((i + rotation) % size);
      if (first.size() < MOST_FENCES || first.containsKey(watch.fence)) {
        first.merge(watch.fence, watch,
            (one, other) -> Long.compareUnsigned(one.value, other.value) <= 0 ? one : other);
      }
    }
    return List.copyOf(first.values());
  }

  private void fail(RuntimeException why) {
    List<Watch> failed;
    synchronized (this) {
      failed = List.copyOf(watches);
      watches.clear();
    }
    failed.forEach(watch -> watch.future.completeExceptionally(why));
  }

  /** A fence goes: futures of values that it does not have fail. */
  void forget(FenceWord word) {
    List<Watch> mine = new ArrayList<>();
    List<Watch> done;
    synchronized (this) {
      done = takeReached();
      watches.removeIf(watch -> watch.word == word && mine.add(watch));
    }
    done.forEach(Watch::complete);
    mine.forEach(watch -> watch.future.completeExceptionally(new IllegalStateException("fence or queue is closed")));
  }

  private IllegalStateException closedException() {
    return new IllegalStateException("accelerator is closed: " + name);
  }

  /** Fails what is not complete and ends the thread. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = thread;
      if (running != null) {
        try {
          sync.signal(wakeFence, ++wakeValue);
        } catch (AcceleratorException e) {
          LOG.debug("thread is not woken: thread={}, why={}", name, e.getMessage());
        }
      }
    }
    fail(closedException());
    if (running == null) {
      return;
    }
    join(running);
    sync.destroyFence(wakeFence);
  }

  private static void join(Thread running) {
    if (running.equals(Thread.currentThread())) {
      // A dependent of a future closes the accelerator: the thread ends when it comes back.
      return;
    }
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
