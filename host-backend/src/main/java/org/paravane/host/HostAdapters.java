package org.paravane.host;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.host.object.HostAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The adapters of a host, which come and go while it runs. Thread-safe. */
public final class HostAdapters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostAdapters.class);
  private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(10);

  /** Told under the lock of the set, so that nobody misses an adapter: must be short. */
  interface Listener {
    /** An adapter is there. */
    void added(HostAdapter adapter);

    /** An adapter is about to go: everybody shall let go of it. */
    void removed(HostAdapter adapter);
  }

  private final AdapterFactory factory;
  private final RandomGenerator random;
  private final Object lock = new Object();
  private final SortedMap<Integer, HostAdapter> adapters = new TreeMap<>();
  private @Nullable Listener listener;
  private int lastId;
  private boolean closed;

  /**
   * No adapters yet.
   *
   * @param factory makes them
   * @param random source of their LUIDs
   */
  public HostAdapters(AdapterFactory factory, RandomGenerator random) {
    this.factory = factory;
    this.random = random;
  }

  void listen(Listener newListener) {
    synchronized (lock) {
      listener = newListener;
    }
  }

  /** Runs something that sees the set unchanging. */
  void withAll(Consumer<List<HostAdapter>> action) {
    synchronized (lock) {
      action.accept(List.copyOf(adapters.values()));
    }
  }

  /** All adapters, lowest number first. */
  public List<HostAdapter> all() {
    synchronized (lock) {
      return List.copyOf(adapters.values());
    }
  }

  /** The adapter with a number; ENOENT if there is none. */
  public Result<HostAdapter> find(int id) {
    synchronized (lock) {
      HostAdapter adapter = adapters.get(id);
      return adapter == null ? Result.failed(Errno.ENOENT, "no such adapter: adapter=" + id) : Result.ok(adapter);
    }
  }

  /** Makes one more adapter, which every guest is offered. */
  public Result<HostAdapter> add() {
    int id;
    synchronized (lock) {
      if (closed || adapters.size() >= HostOptions.MAX_DEVICES) {
        return Result.failed(closed ? Errno.ENODEV : Errno.ENOSPC, "no more adapters: adapters=" + adapters.size());
      }
      id = lastId++;
    }
    return factory.create(id, newInstance()).flatMap(this::enter);
  }

  private Guid newInstance() {
    Guid tail = new Guid(0, (short) 0, (short) 0, random.nextLong());
    return tail.withLuidPrefix(Luid.of(random.nextLong()));
  }

  private Result<HostAdapter> enter(HostAdapter adapter) {
    synchronized (lock) {
      if (!closed) {
        adapters.put(adapter.id(), adapter);
        if (listener != null) {
          listener.added(adapter);
        }
        LOG.info("adapter added: {}", adapter);
        return Result.ok(adapter);
      }
    }
    adapter.close();
    return Result.failed(Errno.ENODEV, "host is closing");
  }

  /**
   * Takes an adapter away from every guest, and then closes it.
   *
   * @return ENOENT if there is no such adapter
   */
  public Result<HostAdapter> remove(int id) {
    HostAdapter adapter;
    synchronized (lock) {
      adapter = adapters.remove(id);
      if (adapter == null) {
        return Result.failed(Errno.ENOENT, "no such adapter: adapter=" + id);
      }
      adapter.markRemoved();
      if (listener != null) {
        listener.removed(adapter);
      }
    }
    closeUnused(adapter);
    LOG.info("adapter removed: {}", adapter);
    return Result.ok(adapter);
  }

  private static void closeUnused(HostAdapter adapter) {
    boolean interrupted = false;
    try {
      if (!adapter.awaitUnused(REMOVAL_PATIENCE)) {
        LOG.warn("adapter is still in use, its work ends with an error: {}", adapter);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    adapter.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Removes all. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    all().forEach(adapter -> remove(adapter.id()));
  }
}
