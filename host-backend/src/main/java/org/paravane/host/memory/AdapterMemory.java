package org.paravane.host.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.memory.RangeAllocator.Range;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All memory of one adapter: its local segment, and the guest memory that it may use. Partitions get budgets, processes in
 * them allocate. One lock guards the books of all of them; scrubbing happens outside of it. Thread-safe.
 */
public final class AdapterMemory {
  private static final Logger LOG = LoggerFactory.getLogger(AdapterMemory.class);

  private final Object lock = new Object();
  private final PageStore local;
  private final RangeAllocator localRanges;
  private final Account total;
  private final List<PartitionMemory> partitions = new ArrayList<>();
  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger held = new AtomicInteger();
  private long unscrubbedBytes;

  /**
   * Books for an adapter that has given out nothing yet.
   *
   * @param local the local segment
   * @param nonLocalBytes how much guest memory the adapter may use in all
   */
  public AdapterMemory(PageStore local, long nonLocalBytes) {
    this.local = local;
    this.localRanges = new RangeAllocator(0, local.capacityBytes());
    this.total = new Account("adapter", null, new MemoryBudget(local.capacityBytes(), nonLocalBytes));
  }

  /** A place for a guest connection. Budgets of all partitions together may exceed what there is. */
  public PartitionMemory openPartition(String name, MemoryBudget budget) {
    synchronized (lock) {
      PartitionMemory partition = new PartitionMemory(this, new Account(name, total, budget));
      partitions.add(partition);
      return partition;
    }
  }

  /** Figures of the adapter as a whole. */
  public MemoryFigures figures(SegmentGroup group) {
    synchronized (lock) {
      return total.figures(group);
    }
  }

  /** How many freed allocations are still held because a packet that could touch them is running. */
  public int heldAllocations() {
    return held.get();
  }

  /** Checks that the sums over clients equal the adapter's figures; what is wrong, or nothing. */
  public List<String> violations() {
    synchronized (lock) {
      List<String> wrong = new ArrayList<>();
      for (SegmentGroup group : SegmentGroup.values()) {
        long used = 0;
        long reserved = 0;
        for (PartitionMemory partition : partitions) {
          partition.addViolations(group, wrong);
          used += partition.account().used(group);
          reserved += partition.account().reserved(group);
        }
        expect(wrong, "usage of partitions, segment=" + group, used, total.used(group));
        expect(wrong, "reservations of partitions, segment=" + group, reserved, total.reserved(group));
      }
      expect(wrong, "local ranges taken", local.capacityBytes() - localRanges.freeTotal(),
          total.used(SegmentGroup.LOCAL) + unscrubbedBytes);
      return wrong;
    }
  }

  static void expect(List<String> wrong, String what, long found, long expected) {
    if (found != expected) {
      wrong.add(what + ": found=" + found + ", expected=" + expected);
    }
  }

  Object lock() {
    return lock;
  }

  PageStore local() {
    return local;
  }

  long nextId() {
    return ids.incrementAndGet();
  }

  void closed(PartitionMemory partition) {
    partitions.remove(partition);
  }

  /** Local pages of a process's store, in one piece if possible. Under the lock. */
  Result<List<MemoryRun>> takeLocal(long bytes, PageStore store) {
    List<Range> pieces = localRanges.allocatePieces(bytes);
    if (pieces.isEmpty()) {
      return Result.failed(Errno.ENOMEM,
          "local segment full: wanted=" + bytes + ", free=" + localRanges.freeTotal());
    }
    if (store.grow(pieces.getLast().end()) instanceof Result.Failed<Long> failed) {
      pieces.forEach(piece -> localRanges.free(piece.start(), piece.length()));
      return failed.as();
    }
    return Result.ok(pieces.stream().map(piece -> new MemoryRun(store, piece.start(), piece.length())).toList());
  }

  /** Unmaps an allocation everywhere and gives its memory back as soon as no packet can touch it any more. */
  void release(Allocation allocation, @Nullable ApertureAllocator aperture, Runnable released) {
    held.incrementAndGet();
    List<GpuAddressSpace> spaces = List.copyOf(allocation.spaces());
    AtomicInteger remaining = new AtomicInteger(spaces.size() + 1);
    Runnable oneDone = () -> {
      if (remaining.decrementAndGet() == 0) {
        giveBack(allocation, aperture);
        held.decrementAndGet();
        released.run();
      }
    };
    for (GpuAddressSpace space : spaces) {
      space.unmapAll(allocation);
      space.afterReaders(oneDone);
    }
    oneDone.run();
  }

  private void giveBack(Allocation allocation, @Nullable ApertureAllocator aperture) {
    switch (allocation.placement()) {
      case LOCAL -> {
        for (MemoryRun run : allocation.runs()) {
          Result<Long> scrubbed = Scrubber.scrub(run.store(), run.offset(), run.bytes());
          synchronized (lock) {
            switch (scrubbed) {
              case Result.Ok<Long> ok -> localRanges.free(run.offset(), run.bytes());
              case Result.Failed<Long> failed -> {
                unscrubbedBytes += run.bytes();
                LOG.error("local memory lost because it could not be scrubbed: bytes={}, reason={}", run.bytes(),
                    failed.reason());
              }
            }
          }
        }
      }
      case APERTURE -> {
        if (aperture != null) {
          allocation.runs().forEach(run -> aperture.free(run.offset(), run.bytes()));
        }
      }
      case EXISTING -> {
      }
    }
  }
}
