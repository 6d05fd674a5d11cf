package org.paravane.host.memory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * Memory of one process (one opener of a device node): allocations in the local segment, in its aperture, or its own existing
 * memory, all charged to its partition. Thread-safe.
 */
public final class ProcessMemory {
  private static final long MAX_ALIGNMENT = 2 << 20;

  private final AdapterMemory adapter;
  private final PartitionMemory partition;
  private final Account account;
  private final GpuAddressSpace addressSpace;
  private final PageStore local;
  private final Set<Allocation> allocations = new LinkedHashSet<>(); // also those freed but still held
  private @Nullable ApertureAllocator aperture;
  private @Nullable Runnable whenClosed;
  private boolean closed;

  ProcessMemory(AdapterMemory adapter, PartitionMemory partition, Account account, GpuAddressSpace addressSpace,
      PageStore local) {
    this.adapter = adapter;
    this.partition = partition;
    this.account = account;
    this.addressSpace = addressSpace;
    this.local = local;
  }

  public String name() {
    return account.name();
  }

  public GpuAddressSpace addressSpace() {
    return addressSpace;
  }

  /** Gives the process an aperture of its own; EEXIST if it has one. */
  public Result<ApertureAllocator> attachAperture(PageStore store) {
    return attachAperture(new ApertureAllocator(store));
  }

  /** Gives the process its aperture, which its memory on other adapters may share; EEXIST if it has one. */
  public Result<ApertureAllocator> attachAperture(ApertureAllocator shared) {
    synchronized (adapter.lock()) {
      if (aperture != null) {
        return Result.failed(Errno.EEXIST, "process has an aperture already: process=" + name());
      }
      aperture = shared;
      return Result.ok(shared);
    }
  }

  /**
   * Allocates zeroed memory.
   *
   * @return EINVAL for a bad request, EOPNOTSUPP for aperture memory without an aperture, ENOMEM (and nothing changed) if a
   *     budget or a segment does not have it
   */
  public Result<Allocation> allocate(AllocationRequest request) {
    long alignment = Math.max(request.alignmentBytes(), PageStore.PAGE_BYTES);
    long size = request.sizeBytes() + PageStore.PAGE_BYTES - 1 & -PageStore.PAGE_BYTES;
    if (request.sizeBytes() <= 0 || size <= 0 || request.alignmentBytes() < 0
        || Long.bitCount(request.alignmentBytes()) > 1
        || alignment > MAX_ALIGNMENT) {
      return Result.failed(Errno.EINVAL, "bad allocation: process=" + name() + ", size=" + request.sizeBytes()
          + ", alignment=" + request.alignmentBytes());
    }
    synchronized (adapter.lock()) {
      if (whenClosed != null) {
        return Result.failed(Errno.ENODEV, "process is gone: process=" + name());
      }
      if (account.charge(request.group(), size) instanceof Result.Failed<Long> failed) {
        return failed.as();
      }
      Result<List<MemoryRun>> taken = switch (request.placement()) {
        case LOCAL -> adapter.takeLocal(size, local);
        case APERTURE -> takeFromAperture(size, alignment);
        case EXISTING -> Result.ok(List.of());
      };
      return switch (taken) {
        case Result.Ok<List<MemoryRun>>(List<MemoryRun> runs) -> {
          Allocation allocation = new Allocation(adapter.nextId(), this, request, size, runs);
          allocations.add(allocation);
          yield Result.ok(allocation);
        }
        case Result.Failed<List<MemoryRun>> failed -> {
          account.uncharge(request.group(), size);
          yield failed.as();
        }
      };
    }
  }

  /**
   * Adds the next pages of an existing-memory allocation.
   *
   * @return bytes known now; EINVAL if it is no such allocation or the pages are more than its size
   */
  public Result<Long> addExistingPages(Allocation allocation, MemoryRun run) {
    synchronized (adapter.lock()) {
      long known = allocation.populatedBytes();
      if (allocation.owner() != this || allocation.placement() != AllocationRequest.Placement.EXISTING
          || allocation.isFreed() || run.bytes() > allocation.sizeBytes() - known) {
        return Result.failed(Errno.EINVAL,
            "cannot add pages: bytes=" + run.bytes() + ", known=" + known + ", " + allocation);
      }
      allocation.addRun(run);
      return Result.ok(known + run.bytes());
    }
  }

  /**
   * Frees an allocation: unmaps it wherever it is mapped, now, and gives its memory and budget back as soon as no running
   * packet can touch it, scrubbed.
   *
   * @return its size; EINVAL if it is not this process's or was freed before
   */
  public Result<Long> free(Allocation allocation) {
    return free(allocation, () -> {
    });
  }

  /**
   * The same, saying when the memory is really given back.
   *
   * @param released called once, at once or on an engine's thread; not called if this fails
   */
  public Result<Long> free(Allocation allocation, Runnable released) {
    synchronized (adapter.lock()) {
      if (allocation.owner() != this || allocation.isFreed()) {
        return Result.failed(Errno.EINVAL, "not an allocation of this process: process=" + name() + ", " + allocation);
      }
      allocation.markFreed();
    }
    adapter.release(allocation, aperture(), () -> {
      forget(allocation);
      released.run();
    });
    return Result.ok(allocation.sizeBytes());
  }

  /** What LX_DXQUERYVIDEOMEMORYINFO answers for this process. */
  public MemoryFigures figures(SegmentGroup group) {
    synchronized (adapter.lock()) {
      return account.figures(group);
    }
  }

  /**
   * Changes what is kept for the process, see {@link MemoryFigures#availableForReservation}.
   *
   * @return the new reservation; EINVAL if it is too large
   */
  public Result<Long> setReservation(SegmentGroup group, long bytes) {
    synchronized (adapter.lock()) {
      return account.reserve(group, bytes);
    }
  }

  /** Live allocations. */
  public int allocationCount() {
    synchronized (adapter.lock()) {
      return (int) allocations.stream().filter(allocation -> !allocation.isFreed()).count();
    }
  }

  /**
   * Frees everything. No context of the process should be running any more; if a packet still is, its memory is held until it
   * ends.
   *
   * @param whenGivenBack called once when all memory is given back and the process is off the books
   */
  public void close(Runnable whenGivenBack) {
    List<Allocation> live;
    synchronized (adapter.lock()) {
      if (whenClosed != null) {
        throw new IllegalStateException("closed twice: process=" + name());
      }
      whenClosed = whenGivenBack;
      live = allocations.stream().filter(allocation -> !allocation.isFreed()).toList();
    }
    live.forEach(this::free);
    finishClosing();
  }

  Account account() {
    return account;
  }

  void addViolations(SegmentGroup group, List<String> wrong) {
    long sum = 0;
    for (Allocation allocation : allocations) {
      sum += allocation.group() == group ? allocation.sizeBytes() : 0;
    }
    AdapterMemory.expect(wrong, "allocations, process=" + name() + ", segment=" + group, sum, account.used(group));
  }

  private Result<List<MemoryRun>> takeFromAperture(long bytes, long alignment) {
    ApertureAllocator source = aperture;
    if (source == null) {
      return Result.failed(Errno.EOPNOTSUPP, "process has no aperture: process=" + name());
    }
    return source.allocate(bytes, alignment).map(offset -> List.of(new MemoryRun(source.store(), offset, bytes)));
  }

  private @Nullable ApertureAllocator aperture() {
    synchronized (adapter.lock()) {
      return aperture;
    }
  }

  private void forget(Allocation allocation) {
    synchronized (adapter.lock()) {
      allocations.remove(allocation);
      account.uncharge(allocation.group(), allocation.sizeBytes());
    }
    finishClosing();
  }

  private void finishClosing() {
    Runnable report;
    synchronized (adapter.lock()) {
      if (whenClosed == null || closed || !allocations.isEmpty()) {
        return;
      }
      closed = true;
      report = whenClosed;
      for (SegmentGroup group : SegmentGroup.values()) {
        account.dropReservation(group);
      }
      partition.closed(this);
    }
    report.run();
  }
}
