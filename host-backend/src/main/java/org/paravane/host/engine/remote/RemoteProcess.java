package org.paravane.host.engine.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.Completion;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineProcess;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.engine.worker.MappedPiece;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.MappingListener;
import org.paravane.host.memory.PageStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest process on an adapter with workers: gets a worker with its first queue, tells it every change of the address space, and
 * gets another one, told everything anew, when that one is gone.
 *
 * <p>Locks, in this order: the address space's, this one's, a ring's. Nothing is called back under this one's.
 */
final class RemoteProcess implements EngineProcess, MappingListener {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteProcess.class);

  private final RemoteGpu gpu;
  private final String partition;
  private final GpuAddressSpace space;
  private final RemoteLocalStore local;
  private final AtomicLong copiedBytes = new AtomicLong();
  private final Object lock = new Object();
  // Below: under the lock.
  private final Set<RemoteQueue> queues = new LinkedHashSet<>();
  private final Map<Integer, ImageFile> programs = new HashMap<>();
  private int lastProgram;
  private @Nullable WorkerSession session;
  private @Nullable StoreNumbers stores;
  private int spaceNumber;
  private @Nullable String failedStart; // why a worker ended that was not ready yet; told once
  private boolean closed;

  private RemoteProcess(RemoteGpu gpu, String partition, GpuAddressSpace space, RemoteLocalStore local) {
    this.gpu = gpu;
    this.partition = partition;
    this.space = space;
    this.local = local;
  }

  static Result<RemoteProcess> open(RemoteGpu gpu, String partition, GpuAddressSpace space) {
    RemoteProcess[] made = new RemoteProcess[1];
    return RemoteLocalStore.create(space.name(), gpu.localMemory().capacityBytes(),
        (offset, bytes) -> made[0].forget(offset, bytes)).map(local -> {
          made[0] = new RemoteProcess(gpu, partition, space, local);
          return made[0];
        });
  }

  GpuAddressSpace space() {
    return space;
  }

  Object lock() {
    return lock;
  }

  @Override
  public PageStore localMemory() {
    return local;
  }

  // ---- queues; the scheduler's thread ----

  RemoteQueue openQueue(RemoteNode node, String name, int depth) {
    RemoteQueue queue = new RemoteQueue(this, node, name, depth);
    synchronized (lock) {
      queues.add(queue);
      WorkerSession current = session;
      if (current != null) {
        open(current, queue);
        return queue;
      }
    }
    if (attach() instanceof Result.Failed<WorkerSession> failed) {
      LOG.warn("no worker: process={}, reason={}", space.name(), failed.reason());
    }
    return queue;
  }

  /**
   * Hands a command buffer over.
   *
   * @return how it has ended if it was not handed over: lost, or to be tried again as its worker is not there yet. That takes a second or
   *         more on a busy machine and is no time of the packet; other processes have the node meanwhile.
   */
  @Nullable
  Outcome submit(RemoteQueue queue, EnginePacket packet, Completion completion) {
    Result<WorkerSession> attached = attach();
    if (attached instanceof Result.Failed<WorkerSession> failed) {
      return new Outcome.Lost("no worker: context=" + queue.name() + ", reason=" + failed.reason());
    }
    synchronized (lock) {
      String why = failedStart;
      failedStart = null;
      if (why != null) {
        return new Outcome.Lost("worker does not start: context=" + queue.name() + ", " + why);
      }
      WorkerSession current = session;
      if (current == null) {
        return new Outcome.Lost("worker lost before it began: context=" + queue.name());
      }
      Outcome held = queue.hold(packet, current.isReady());
      if (held != null) {
        return held;
      }
      queue.enter(packet, completion);
      current.calls().submit(queue.number(), packet.sequence(), packet.address(), packet.lengthBytes(),
          packet.resumeOffset());
      return null;
    }
  }

  /** Tells the worker something about a queue, if it has one and knows the queue. */
  void tell(RemoteQueue queue, RemoteQueue.Message message) {
    synchronized (lock) {
      WorkerSession current = session;
      if (current != null && queue.number() != 0) {
        message.send(current.calls(), queue.number());
      }
    }
  }

  /** Processor time of the worker, where the device is the processor. */
  Optional<Duration> processorTime() {
    WorkerSession current;
    synchronized (lock) {
      current = session;
    }
    return current == null || !gpu.facts().cpu() ? Optional.empty() : current.processorTime();
  }

  void closed(RemoteQueue queue) {
    synchronized (lock) {
      queues.remove(queue);
      WorkerSession current = session;
      if (current != null && queue.number() != 0) {
        current.calls().closeQueue(queue.number());
        current.removeQueue(queue.number());
      }
    }
  }

  void kill(String reason) {
    WorkerSession current;
    synchronized (lock) {
      current = session;
    }
    if (current != null) {
      current.kill(reason);
    }
  }

  // ---- the worker comes and goes ----

  private Result<WorkerSession> attach() {
    synchronized (lock) {
      WorkerSession current = session;
      if (current != null) {
        return Result.ok(current);
      }
      if (closed) {
        return Result.failed(Errno.ENODEV, "process is gone: process=" + space.name());
      }
    }
    return gpu.sessions().join(partition).map(joined -> {
      begin(joined);
      space.setListener(this); // tells replaced() all that is mapped
      synchronized (lock) {
        if (session == joined) {
          queues.forEach(queue -> open(joined, queue));
          programs.forEach((number, image) -> joined.calls().program(spaceNumber, 0, number, image.file(),
              image.bytes()));
        }
      }
      return joined;
    });
  }

  private void begin(WorkerSession joined) {
    int number = joined.freshNumber();
    synchronized (lock) {
      session = joined;
      spaceNumber = number;
      stores = new StoreNumbers(local, joined::freshNumber);
      joined.calls().openSpace(number, space.name(), space.lowestAddress(), space.addressLimit());
    }
    joined.add(number, this);
  }

  private static void open(WorkerSession at, RemoteQueue queue) {
    queue.number(at.freshNumber());
    at.add(queue.number(), queue);
    at.calls().openQueue(queue.number(), queue.process().spaceNumber, queue.kind(), queue.name());
  }

  /** The worker is gone: what it had of this process is lost. */
  void workerEnded(WorkerSession ended, WorkerLoss why) {
    List<Runnable> due = new ArrayList<>();
    synchronized (lock) {
      if (session != ended) {
        return;
      }
      session = null;
      stores = null;
      failedStart = ended.isReady() ? null : why.reason();
      for (RemoteQueue queue : queues) {
        due.addAll(queue.lose(outcome(queue, why), new Outcome.Lost("worker lost: " + why.reason())));
      }
    }
    if (!due.isEmpty()) {
      LOG.info("worker lost with work: process={}, packets={}, reason={}", space.name(), due.size(), why.reason());
    }
    due.forEach(Runnable::run);
  }

  private static Outcome outcome(RemoteQueue queue, WorkerLoss why) {
    long now = System.nanoTime();
    return why.byKernel()
        ? new Outcome.Fault(FaultKind.PAGE_FAULT, 0,
            "kernel fault: context=" + queue.name() + ", cause=its code ended the worker, " + why.reason(), now, now)
        : new Outcome.Lost("worker lost: context=" + queue.name() + ", " + why.reason());
  }

  @Override
  public void close() {
    WorkerSession left;
    synchronized (lock) {
      closed = true;
      left = session;
      session = null;
      StoreNumbers attached = stores;
      if (left != null && attached != null) {
        left.remove(spaceNumber);
        left.calls().closeSpace(spaceNumber);
        attached.detachAll(left.calls());
      }
      programs.values().forEach(ImageFile::release);
      programs.clear();
    }
    space.setListener(null);
    if (left != null) {
      gpu.sessions().left(left);
    }
    gpu.closed(this);
    local.close();
  }

  // ---- memory ----

  @Override
  public void replaced(long from, long to, List<MappedRun> pieces) {
    synchronized (lock) {
      WorkerSession current = session;
      StoreNumbers attached = stores;
      if (current == null || attached == null) {
        return;
      }
      WorkerCalls calls = current.calls();
      List<MappedPiece> told = new ArrayList<>(pieces.size());
      for (MappedRun run : pieces) {
        piece(run, attached, calls, told);
      }
      calls.map(spaceNumber, from, to, told);
      if (attached.isLarge()) {
        attached.sweep(space.mappedStores(), calls);
      }
    }
  }

  private void piece(MappedRun run, StoreNumbers attached, WorkerCalls calls, List<MappedPiece> told) {
    PageStore store = run.store();
    if (store == null) {
      told.add(new MappedPiece(run.start(), run.end(), MappedPiece.ZEROS, 0, run.protection()));
      return;
    }
    switch (attached.number(store, calls)) {
      case Result.Ok<Integer>(Integer number) ->
        told.add(new MappedPiece(run.start(), run.end(), number, run.offset(), run.protection()));
      case Result.Failed<Integer> failed ->
        LOG.warn("mapping left out: process={}, address=0x{}, reason={}", space.name(),
            Long.toHexString(run.start()), failed.reason());
    }
  }

  private void forget(long offset, long bytes) {
    synchronized (lock) {
      WorkerSession current = session;
      int number = stores == null ? 0 : stores.known(local);
      if (current != null && number != 0) {
        current.calls().forgetRange(number, offset, bytes);
      }
    }
  }

  void copied(long bytes) {
    copiedBytes.addAndGet(bytes);
    gpu.countCopied(bytes);
  }

  // ---- programs; a worker's thread ----

  void wantsProgram(long request, ProgramSource source) {
    WorkerSession asking;
    boolean full;
    synchronized (lock) {
      asking = session;
      full = programs.size() >= KernelObjects.MAX_PROGRAMS || lastProgram == KernelObjects.LAST_PROGRAM;
    }
    if (full) {
      answer(asking, request, gpu.builds().refused("too many programs: limit=" + KernelObjects.MAX_PROGRAMS));
    } else {
      gpu.builds().request(partition, source, image -> answer(asking, request, image));
    }
  }

  /** Takes over the image's use. */
  private void answer(@Nullable WorkerSession asking, long request, ImageFile image) {
    synchronized (lock) {
      WorkerSession current = session;
      if (current == null || current != asking || closed) {
        image.release();
        return;
      }
      int number = image.isBuilt() ? ++lastProgram : 0;
      current.calls().program(spaceNumber, request, number, image.file(), image.bytes());
      if (number != 0) {
        programs.put(number, image);
      } else {
        image.release();
      }
    }
  }

  void droppedProgram(int program) {
    synchronized (lock) {
      ImageFile image = programs.remove(program);
      if (image != null) {
        image.release();
      }
    }
  }
}
