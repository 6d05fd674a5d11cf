package org.paravane.host.engine.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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

/** The workers of one adapter, and how many there may be. Thread-safe. */
public final class LaunchedWorkers implements WorkerSource {
  private static final Logger LOG = LoggerFactory.getLogger(LaunchedWorkers.class);
  private static final long END_SECONDS = 10;
  /** Signals that a kernel earns: illegal instruction, trap, abort, bus error, arithmetic, segmentation, bad system call. */
  private static final Set<Integer> BY_KERNEL = Set.of(4, 5, 6, 7, 8, 11, 31);

  private final Launch launch;
  private final Runnable whenClosed;
  private final int most;
  private final Set<RemoteWorker> alive = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Gives a worker that nobody else has. */
  @FunctionalInterface
  public interface Launch {
    /** Gives one; it need not be ready when this returns. */
    RemoteWorker take() throws LinuxException, IOException;
  }

  /**
   * No workers yet.
   *
   * @param most workers at a time, those of guests and builders
   * @param whenClosed ends what launches them
   */
  public LaunchedWorkers(Launch launch, int most, Runnable whenClosed) {
    this.launch = launch;
    this.most = most;
    this.whenClosed = whenClosed;
  }

  @Override
  public Result<WorkerHandle> take(WorkerReplies replies, Consumer<WorkerLoss> ended) {
    if (closed || alive.size() >= most) {
      return closed
          ? Result.failed(Errno.ENODEV, "adapter is closed")
          : Result.failed(Errno.EAGAIN, "too many workers: limit=" + most);
    }
    RemoteWorker worker;
    try {
      worker = launch.take();
    } catch (LinuxException e) {
      return Result.failed(e.known().orElse(Errno.EIO), "worker not started: reason=" + e.getMessage());
    } catch (IOException e) {
      return Result.failed(Errno.EIO, "worker not started: reason=" + e.getMessage());
    }
    alive.add(worker);
    worker.bind(replies, end -> {
      alive.remove(worker);
      ended.accept(loss(end));
    });
    return Result.ok(new Handle(worker));
  }

  private static WorkerLoss loss(WorkerEnd end) {
    boolean byKernel = end instanceof WorkerEnd.Exited(ChildExit exit, String ignored)
        && exit instanceof ChildExit.Killed(int signal) && BY_KERNEL.contains(signal);
    return new WorkerLoss(byKernel, end.reason());
  }

  @Override
  public void close() {
    closed = true;
    whenClosed.run();
    List<RemoteWorker> all = List.copyOf(alive);
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
    public boolean isReady() {
      return worker.ready().isDone() && !worker.ready().isCompletedExceptionally();
    }

    @Override
    public Optional<Duration> processorTime() {
      OptionalInt process = worker.processId();
      return process.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(process.getAsInt()).flatMap(handle -> handle.info().totalCpuDuration());
    }

    @Override
    public void kill(String reason) {
      worker.fail(reason);
    }
  }
}
