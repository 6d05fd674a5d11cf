package org.paravane.host.engine.worker;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.paravane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers of one adapter that are started before anybody needs them: taking one costs nothing, and the next is started behind it. Any thread.
 */
public final class SpareWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpareWorkers.class);
  /** After a worker that could not begin: later each time, so that a broken driver does not keep the machine busy. */
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long END_SECONDS = 10;
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final WorkerLauncher launcher;
  private final WorkerSettings settings;
  private final int wanted;
  private final Deque<RemoteWorker> spares = new ArrayDeque<>();
  private int starting;
  private @Nullable RemoteWorker beginning;
  private int failures;
  private boolean closed;

  private SpareWorkers(WorkerLauncher launcher, WorkerSettings settings, int wanted) {
    this.launcher = launcher;
    this.settings = settings;
    this.wanted = wanted;
  }

  /**
   * Keeps spares.
   *
   * @param wanted how many; 0 for none, so that each worker is started when it is asked for
   */
  public static SpareWorkers keep(WorkerLauncher launcher, WorkerSettings settings, int wanted) {
    SpareWorkers spares = new SpareWorkers(launcher, settings, wanted);
    spares.refill();
    return spares;
  }

  /**
   * A worker for the caller alone, ready if there is a spare; otherwise one that was started just now. Its owner binds and closes it.
   *
   * @throws LinuxException if no process could be started
   * @throws IOException if there is no place for its directory
   */
  public RemoteWorker take() throws LinuxException, IOException {
    RemoteWorker spare = poll();
    refill();
    return spare != null ? spare : launcher.start(settings);
  }

  /** How many spares are ready now. */
  public synchronized int ready() {
    return (int) spares.stream().filter(SpareWorkers::isReady).count();
  }

  private static boolean isReady(RemoteWorker worker) {
    return worker.ready().isDone() && !worker.gone().isDone();
  }

  private synchronized @Nullable RemoteWorker poll() {
    for (RemoteWorker worker = spares.poll(); worker != null; worker = spares.poll()) {
      if (!worker.gone().isDone()) {
        return worker;
      }
    }
    return null;
  }

  private void refill() {
    synchronized (this) {
      if (closed || starting > 0 || spares.size() >= wanted) {
        return;
      }
      starting++;
    }
    Thread.ofPlatform().daemon().name("spare-worker").start(this::startOne);
  }

  private void startOne() {
    RemoteWorker worker = null;
    try {
      if (pause()) {
        worker = launcher.start(settings);
        begins(worker);
        worker.ready().join();
      }
    } catch (LinuxException | IOException | RuntimeException e) {
      if (!isClosed()) {
        LOG.warn("no spare worker: reason={}", e.getMessage());
      }
    }
    if (!keep(worker) && worker != null) {
      worker.close();
      worker.gone().join();
    }
    synchronized (this) {
      starting--;
      beginning = null;
      notifyAll();
    }
    refill();
  }

  /** Whoever closes must not wait until it is ready. */
  private synchronized void begins(RemoteWorker worker) {
    beginning = worker;
    if (closed) {
      worker.close();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean keep(@Nullable RemoteWorker worker) {
    if (worker == null || !isReady(worker)) {
      failures++;
      return false;
    }
    failures = 0;
    if (closed) {
      return false;
    }
    spares.add(worker);
    var _ = worker.gone().thenAccept(end -> lost(worker, end));
    return true;
  }

  /** A spare that ends before anybody took it is replaced. */
  private void lost(RemoteWorker spare, WorkerEnd end) {
    boolean ours;
    synchronized (this) {
      ours = spares.remove(spare);
      failures += ours ? 1 : 0;
    }
    if (ours) {
      LOG.warn("spare worker ended: {}", end.reason());
      refill();
    }
  }

  /** Waits after failures; whether to go on. */
  private synchronized boolean pause() {
    long nanos = failures == 0 ? 0 : Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures, 20));
    return await(() -> closed, nanos) && !closed;
  }

  /** Waits, with the lock, for something or a time; false if interrupted. */
  private synchronized boolean await(BooleanSupplier condition, long nanos) {
    long until = System.nanoTime() + nanos;
    while (!condition.getAsBoolean() && until - System.nanoTime() > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Closes the spares, also one that starts, and returns when they are gone; workers that were taken are their owners'. */
  @Override
  public void close() {
    Deque<RemoteWorker> closing;
    synchronized (this) {
      closed = true;
      closing = new ArrayDeque<>(spares);
      spares.clear();
      if (beginning != null) {
        beginning.close();
      }
      notifyAll();
    }
    closing.forEach(RemoteWorker::close);
    try {
      CompletableFuture.allOf(closing.stream().map(RemoteWorker::gone).toArray(CompletableFuture[]::new))
          .get(END_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("spare workers do not end: workers={}", closing.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      await(() -> starting == 0, TimeUnit.SECONDS.toNanos(END_SECONDS));
      if (starting > 0) {
        LOG.warn("spare worker that starts does not end");
      }
    }
  }
}
