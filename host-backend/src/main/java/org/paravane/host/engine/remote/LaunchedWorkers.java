package org.paravane.host.engine.remote;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.worker.RemoteWorker;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.engine.worker.WorkerEnd;
import org.paravane.host.engine.worker.WorkerReplies;
import org.paravane.linux.ChildExit;
import org.paravane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one adapter: how many there may be, and a few that are started ahead, so that a guest does not wait for a JVM and an
 * OpenCL driver to start. Thread-safe.
 */
public final class LaunchedWorkers implements WorkerSource {
  private static final Logger LOG = LoggerFactory.getLogger(LaunchedWorkers.class);
  private static final long END_SECONDS = 10;
  /** Signals that a kernel earns: illegal instruction, trap, abort, bus error, arithmetic, segmentation, bad system call. */
  private static final Set<Integer> BY_KERNEL = Set.of(4, 5, 6, 7, 8, 11, 31);

  private final Launch launch;
  private final int most;
  private final int spares;
  private final Map<RemoteWorker, String> alive = new ConcurrentHashMap<>();
  private final ArrayDeque<RemoteWorker> ready = new ArrayDeque<>();
  private boolean filling;
  private boolean closed;

  /** Starts a worker process, or thread. */
  @FunctionalInterface
  public interface Launch {
    /** Starts one; it need not be ready when this returns. */
    RemoteWorker start() throws LinuxException, IOException;
  }

  /**
   * No workers yet.
   *
   * @param most workers at a time, those of guests and builders
   * @param spares how many are started ahead
   */
  public LaunchedWorkers(Launch launch, int most, int spares) {
    this.launch = launch;
    this.most = most;
    this.spares = spares;
  }

  /** Starts the first spare ones. */
  public LaunchedWorkers begin() {
    refill();
    return this;
  }

  @Override
  public Result<WorkerHandle> take(WorkerReplies replies, Consumer<WorkerLoss> ended) {
    RemoteWorker spare;
    synchronized (this) {
      spare = closed ? null : ready.pollFirst();
    }
    refill();
    Result<RemoteWorker> taken = spare != null ? Result.ok(spare) : start();
    return taken.map(worker -> {
      alive.put(worker, "guest");
      worker.bind(replies, end -> {
        alive.remove(worker);
        ended.accept(loss(end));
      });
      return new Handle(worker);
    });
  }

  private Result<RemoteWorker> start() {
    synchronized (this) {
      if (closed || alive.size() >= most) {
        return closed
            ? Result.failed(Errno.ENODEV, "adapter is closed")
            : Result.failed(Errno.EAGAIN, "too many workers: limit=" + most);
      }
    }
    try {
      return Result.ok(launch.start());
    } catch (LinuxException e) {
      return Result.failed(e.known().orElse(Errno.EIO), "worker not started: reason=" + e.getMessage());
    } catch (IOException e) {
      return Result.failed(Errno.EIO, "worker not started: reason=" + e.getMessage());
    }
  }

  private static WorkerLoss loss(WorkerEnd end) {
    boolean byKernel = end instanceof WorkerEnd.Exited(ChildExit exit, String ignored)
        && exit instanceof ChildExit.Killed(int signal) && BY_KERNEL.contains(signal);
    return new WorkerLoss(byKernel, end.reason());
  }

  /** Starts what is missing of the spare ones, on a thread of its own. */
  private synchronized void refill() {
    if (!filling && !closed && ready.size() < spares) {
      filling = true;
      Thread.ofPlatform().daemon().name("spare workers").start(this::fill);
    }
  }

  private void fill() {
    while (isWanted()) {
      Optional<RemoteWorker> started = spare();
      if (started.isEmpty()) {
        break;
      } else if (!keep(started.get())) {
        started.get().close();
      }
    }
    synchronized (this) {
      filling = false;
    }
  }

  private synchronized boolean isWanted() {
    return !closed && ready.size() < spares;
  }

  private Optional<RemoteWorker> spare() {
    if (start() instanceof Result.Ok<RemoteWorker>(RemoteWorker worker)) {
      try {
        worker.ready().join();
        return Optional.of(worker);
      } catch (RuntimeException e) {
        LOG.warn("spare worker did not get ready: reason={}", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Takes over a worker that is ready, as a spare one; false if none is wanted. */
  public synchronized boolean keep(RemoteWorker worker) {
    if (closed || ready.size() >= spares) {
      return false;
    }
    ready.addLast(worker);
    worker.gone().thenRun(() -> forget(worker));
    return true;
  }

  private void forget(@Nullable RemoteWorker worker) {
    synchronized (this) {
      ready.remove(worker);
    }
  }

  @Override
  public void close() {
    List<RemoteWorker> all = new ArrayList<>(alive.keySet());
    synchronized (this) {
      closed = true;
      all.addAll(ready);
      ready.clear();
    }
    all.forEach(RemoteWorker::close);
    try {
      CompletableFuture.allOf(all.stream().map(RemoteWorker::gone).toArray(CompletableFuture[]::new))
          .get(END_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("workers do not end: workers={}", all.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Handle(RemoteWorker worker) implements WorkerHandle {
    @Override
    public WorkerCalls calls() {
      return worker;
    }

    @Override
    public void kill(String reason) {
      worker.fail(reason);
    }
  }
}
