package org.paravane.host.object;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.AllocationRequest.Placement;

/** An allocation of a guest: its memory, how often it was made resident and locked, and what it keeps of the guest. */
public final class HostAllocation implements HostObject {
  private final Handle handle;
  private final HostDevice device;
  private final @Nullable HostResource resource;
  private final Allocation memory;
  private final boolean lockable;
  private final List<Runnable> keeps = new ArrayList<>(0);
  private long residency;
  private int locks;

  HostAllocation(Handle handle, HostDevice device, @Nullable HostResource resource, Allocation memory,
      boolean lockable) {
    this.handle = handle;
    this.device = device;
    this.resource = resource;
    this.memory = memory;
    this.lockable = lockable;
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.ALLOCATION;
  }

  @Override
  public ProcessAdapter owner() {
    return device.owner();
  }

  public HostDevice device() {
    return device;
  }

  /** The resource that it is part of, or null. */
  public @Nullable HostResource resource() {
    return resource;
  }

  /** Its pages. */
  public Allocation memory() {
    return memory;
  }

  /** Whether it is memory that the guest had already. */
  public boolean isExisting() {
    return memory.placement() == Placement.EXISTING;
  }

  /** Guest physical address at which the guest may map it; EOPNOTSUPP if it asked for memory that a CPU does not see. */
  public Result<Long> lock() {
    if (!lockable) {
      return Result.failed(Errno.EOPNOTSUPP, "allocation is not cpu visible: handle=" + handle + ", " + memory);
    }
    return owner().gpaOf(memory).map(gpa -> {
      locks++;
      return gpa;
    });
  }

  /** Ends one {@link #lock}; EINVAL if there is none. Existing memory is the guest's own and counts no locks. */
  public Result<Integer> unlock() {
    if (isExisting()) {
      return Result.ok(0);
    }
    return locks == 0
        ? Result.failed(Errno.EINVAL, "allocation is not locked: handle=" + handle)
        : Result.ok(--locks);
  }

  /** Counts one make-resident more. Memory is always there: nothing has to move. */
  public void makeResident() {
    residency++;
  }

  /** Counts one make-resident less; further evictions change nothing. */
  public void evict() {
    residency = Math.max(0, residency - 1);
  }

  /** How many make-resident calls it has not been evicted from. */
  public long residency() {
    return residency;
  }

  /** Something to do when no engine can touch its memory any more; on any thread. */
  public void keep(Runnable letGo) {
    keeps.add(letGo);
  }

  void end() {
    ProcessAdapter owner = owner();
    owner.retain();
    Result<Long> freed = owner.memory().free(memory, () -> {
      keeps.forEach(Runnable::run);
      owner.release();
    });
    if (freed instanceof Result.Failed<Long>(Errno errno, String reason)) {
      throw new IllegalStateException("allocation not freed: errno=" + errno + ", reason=" + reason);
    }
  }

  @Override
  public String toString() {
    return "allocation=" + handle;
  }
}
