package org.paravane.host.object;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.host.memory.MemoryBudget;

/**
 * What one guest connection has on this host: processes and a share of each adapter, within its policy. All methods are for
 * the connection's thread, except where they say otherwise.
 */
public final class Partition {
  private final String name;
  private final PartitionPolicy policy;
  private final GuestNotifier notifier;
  private final RandomGenerator random;
  private final ObjectBudget budget;
  private final WorkBudget work;
  private final Map<Handle, HostProcess> processes = new LinkedHashMap<>();
  private final Map<Integer, AdapterShare> shares = new HashMap<>();
  private final AtomicLong apertureExcessBytes = new AtomicLong();
  private long processNumbers;
  private boolean closed;

  /**
   * An empty partition.
   *
   * @param name for reasons and logs
   * @param notifier reaches the guest
   * @param random source of handles: a secure one, except in tests
   */
  public Partition(String name, PartitionPolicy policy, GuestNotifier notifier, RandomGenerator random) {
    this.name = name;
    this.policy = policy;
    this.notifier = notifier;
    this.random = random;
    this.budget = new ObjectBudget(policy);
    this.work = new WorkBudget(this);
  }

  public String name() {
    return name;
  }

  public PartitionPolicy policy() {
    return policy;
  }

  /** What is alive; from any thread. */
  public ObjectCounts counts() {
    return budget.counts();
  }

  /** Limits the work that is queued in all contexts together. */
  public WorkBudget work() {
    return work;
  }

  ObjectBudget budget() {
    return budget;
  }

  GuestNotifier notifier() {
    return notifier;
  }

  RandomGenerator random() {
    return random;
  }

  /** Lets the partition use an adapter. */
  public AdapterShare join(HostAdapter adapter) {
    requireOpen();
    MemoryBudget memory = new MemoryBudget(policy.memoryBytes(), policy.memoryBytes());
    Luid vgpuLuid = Luid.of(random.nextLong());
    AdapterShare share = new AdapterShare(adapter, vgpuLuid, adapter.memory().openPartition(name, memory));
    if (shares.putIfAbsent(adapter.id(), share) != null) {
      throw new IllegalStateException("adapter joined twice: partition=" + name + ", " + adapter);
    }
    return share;
  }

  /** Its share of an adapter, or null if it may not use it. */
  public @Nullable AdapterShare share(HostAdapter adapter) {
    return shares.get(adapter.id());
  }

  /** Ends everything that its processes have on an adapter, whose share stays. */
  public void endObjectsOn(HostAdapter adapter) {
    processes.values().forEach(process -> process.leaveAdapter(adapter));
  }

  /** Takes an adapter away, with everything that its processes have there. */
  public void part(HostAdapter adapter) {
    AdapterShare share = shares.remove(adapter.id());
    if (share != null) {
      endObjectsOn(adapter);
      share.end();
    }
  }

  /** Makes a process; ENOMEM past the limit. */
  public Result<HostProcess> createProcess(String guestName) {
    requireOpen();
    return budget.acquire(ObjectKind.PROCESS, 1).map(count -> {
      HostProcess process = new HostProcess(unusedHandle(), this, name + "/process " + ++processNumbers, guestName);
      processes.put(process.handle(), process);
      return process;
    });
  }

  private Handle unusedHandle() {
    Handle handle = Handle.NONE;
    while (handle.isNone() || processes.containsKey(handle)) {
      handle = new Handle(random.nextInt());
    }
    return handle;
  }

  /** The process with this handle; EINVAL if there is none. */
  public Result<HostProcess> process(Handle handle) {
    HostProcess process = processes.get(handle);
    return process == null
        ? Result.failed(Errno.EINVAL, "no such process: partition=" + name + ", handle=" + handle)
        : Result.ok(process);
  }

  /** Ends a process and everything that it has. */
  public void destroy(HostProcess process) {
    processes.remove(process.handle());
    process.end();
    budget.release(ObjectKind.PROCESS, 1);
  }

  /**
   * Looks through the apertures of all processes for memory that is in nobody's budget, and takes it back.
   *
   * @return bytes taken back, usually 0
   */
  public long auditApertures() {
    long excess = processes.values().stream().mapToLong(HostProcess::auditAperture).sum();
    apertureExcessBytes.addAndGet(excess);
    return excess;
  }

  /** What was ever found in apertures outside of all allocations; from any thread. */
  public long apertureExcessBytes() {
    return apertureExcessBytes.get();
  }

  /** All processes, oldest first. */
  public Collection<HostProcess> processes() {
    return List.copyOf(processes.values());
  }

  /** Ends everything: the guest is gone. Closing again does nothing. */
  public void close() {
    closed = true;
    processes().forEach(this::destroy);
    List.copyOf(shares.values()).forEach(share -> part(share.adapter()));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("partition is closed: partition=" + name);
    }
  }

  @Override
  public String toString() {
    return "partition=" + name;
  }
}
