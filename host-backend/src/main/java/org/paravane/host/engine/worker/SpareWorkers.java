package org.paravane.host.engine.worker;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
      pause();
      worker = launcher.start(settings);
      worker.ready().join();
    } catch (LinuxException | IOException | RuntimeException e) {
      LOG.warn("no spare worker: reason={}", e.getMessage());
    }
    boolean kept;
    synchronized (this) {
      starting--;
      boolean good = worker != null && isReady(worker);
      failures = good ? 0 : failures + 1;
      kept = good && !closed;
      if (kept && worker != null) {
        spares.add(worker);
        RemoteWorker spare = worker;
        var _ = worker.gone().thenAccept(end -> lost(spare, end));
      }
    }
    if (worker != null && !kept) {
      worker.close();
    }
    refill();
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

  private void pause() {
    long nanos;
    synchronized (this) {
      nanos = failures == 0 ? 0 : Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures, 20));
      long until = System.nanoTime() + nanos;
      while (!closed && until - System.nanoTime() > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Closes the spares; workers that were taken are their owners'. */
  @Override
  public void close() {
    Deque<RemoteWorker> closing;
    synchronized (this) {
      closed = true;
      closing = new ArrayDeque<>(spares);
      spares.clear();
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
  }
}
