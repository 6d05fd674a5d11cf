package org.paravane.host.engine.remote;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.engine.worker.WorkerReplies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker and the guest processes on it. Finds whom an answer is for; an answer that names nobody is the worker's end. Thread-safe.
 */
final class WorkerSession implements WorkerReplies {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerSession.class);

  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, RemoteProcess> spaces = new ConcurrentHashMap<>();
  private final Map<Integer, RemoteQueue> queues = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private @Nullable WorkerHandle worker;
  private @Nullable WorkerLoss loss;
  private final Runnable whenEnded;

  private WorkerSession(Runnable whenEnded) {
    this.whenEnded = whenEnded;
  }

  /**
   * Takes a worker.
   *
   * @param whenEnded called once when it is gone, before its processes are told
   */
  static Result<WorkerSession> start(WorkerSource source, Runnable whenEnded) {
    WorkerSession session = new WorkerSession(whenEnded);
    return source.take(session, session::ended).map(handle -> {
      synchronized (session.lock) {
        session.worker = handle;
      }
      return session;
    });
  }

  WorkerCalls calls() {
    return handle().calls();
  }

  private WorkerHandle handle() {
    synchronized (lock) {
      if (worker == null) {
        throw new IllegalStateException("worker session is not started");
      }
      return worker;
    }
  }

  /** Whether the worker has started. */
  boolean isReady() {
    return handle().isReady();
  }

  /** See {@link WorkerHandle#processorTime}. */
  Optional<Duration> processorTime() {
    return handle().processorTime();
  }

  /** A number that the worker has never seen. */
  int freshNumber() {
    return numbers.incrementAndGet();
  }

  /** A process comes; told of the worker's end from now on, at once if that was already. */
  void add(int space, RemoteProcess process) {
    WorkerLoss known;
    synchronized (lock) {
      known = loss;
      if (known == null) {
        spaces.put(space, process);
      }
    }
    if (known != null) {
      process.workerEnded(this, known);
    }
  }

  void remove(int space) {
    spaces.remove(space);
  }

  /** Whether no process is here. */
  boolean isUnused() {
    return spaces.isEmpty();
  }

  void add(int number, RemoteQueue queue) {
    queues.put(number, queue);
  }

  void removeQueue(int number) {
    queues.remove(number);
  }

  void kill(String reason) {
    handle().kill(reason);
  }

  private void ended(WorkerLoss why) {
    Set<RemoteProcess> told;
    synchronized (lock) {
      loss = why;
      told = new LinkedHashSet<>(spaces.values());
      spaces.clear();
    }
    whenEnded.run();
    queues.clear();
    told.forEach(process -> process.workerEnded(this, why));
  }

  @Override
  public void ready(DeviceFacts facts) {
    LOG.debug("worker ready: device={}", facts.info().name().text());
  }

  @Override
  public void ended(int number, long sequence, Outcome outcome) {
    RemoteQueue queue = queues.get(number);
    if (queue == null) {
      broken("outcome for a queue that it does not have: queue=" + number);
    } else if (!queue.ended(sequence, outcome)) {
      broken("outcome of a packet that it was not given: queue=" + queue.name() + ", sequence=" + sequence);
    }
  }

  @Override
  public void wantsProgram(int space, long request, ProgramSource source) {
    RemoteProcess process = spaces.get(space);
    if (process != null) {
      process.wantsProgram(request, source);
    } else {
      broken("program for an address space that it does not have: space=" + space);
    }
  }

  @Override
  public void droppedProgram(int space, int program) {
    RemoteProcess process = spaces.get(space);
    if (process != null) {
      process.droppedProgram(program);
    }
  }

  @Override
  public void built(long request, MemorySegment image) {
    broken("a build that nobody asked for: request=" + request);
  }

  @Override
  public void copied(int space, long bytes) {
    RemoteProcess process = spaces.get(space);
    if (process != null && bytes > 0) {
      process.copied(bytes);
    }
  }

  private void broken(String what) {
    LOG.warn("worker breaks the protocol and is ended: {}", what);
    kill("protocol broken: " + what);
  }

  /** Sessions by who shares them. */
  static final class Directory implements AutoCloseable {
    private final Isolation isolation;
    private final WorkerSource source;
    private final Map<Object, WorkerSession> shared = new HashMap<>();
    private final Set<WorkerSession> all = ConcurrentHashMap.newKeySet();

    Directory(Isolation isolation, WorkerSource source) {
      this.isolation = isolation;
      this.source = source;
    }

    /** The worker that a process of that partition has to use; a new one where it is the process's own. */
    synchronized Result<WorkerSession> join(String partition) {
      Object key = switch (isolation) {
        case PROCESS -> new Object();
        case PARTITION -> partition;
        case IN_PROCESS -> isolation;
      };
      WorkerSession known = shared.get(key);
      return known != null ? Result.ok(known) : start(key);
    }

    private Result<WorkerSession> start(Object key) {
      WorkerSession[] made = new WorkerSession[1];
      Result<WorkerSession> started = WorkerSession.start(source, () -> forget(key, made));
      if (started instanceof Result.Ok<WorkerSession>(WorkerSession session)) {
        made[0] = session;
        all.add(session);
        shared.put(key, session);
      }
      return started;
    }

    private synchronized void forget(Object key, WorkerSession[] made) {
      shared.remove(key);
      if (made[0] != null) {
        all.remove(made[0]);
      }
    }

    /** A process left: a worker that nobody uses goes. */
    synchronized void left(WorkerSession session) {
      if (session.isUnused() && isolation != Isolation.IN_PROCESS) {
        shared.values().remove(session);
        all.remove(session);
        session.kill("its guest is gone");
      }
    }

    /** Workers that have guests now. */
    int size() {
      return all.size();
    }

    @Override
    public void close() {
      for (WorkerSession session : List.copyOf(all)) {
        session.kill("adapter closed");
      }
    }
  }
}
