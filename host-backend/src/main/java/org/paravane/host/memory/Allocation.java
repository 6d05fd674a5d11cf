package org.paravane.host.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.paravane.host.memory.AllocationRequest.Placement;

/** Memory that a process owns: whole pages, zeroed when it was made. Made and freed by {@link ProcessMemory}. */
public final class Allocation {
  private final long id;
  private final ProcessMemory owner;
  private final Placement placement;
  private final long sizeBytes;
  private final boolean readOnly;
  private final Set<GpuAddressSpace> spaces = new CopyOnWriteArraySet<>();
  private volatile List<MemoryRun> runs;
  private volatile boolean freed;

  Allocation(long id, ProcessMemory owner, AllocationRequest request, long sizeBytes, List<MemoryRun> runs) {
    this.id = id;
    this.owner = owner;
    this.placement = request.placement();
    this.readOnly = request.readOnly();
    this.sizeBytes = sizeBytes;
    this.runs = List.copyOf(runs);
  }

  /** Number, unique in the adapter; for logs only. */
  public long id() {
    return id;
  }

  /** Where it is. */
  public Placement placement() {
    return placement;
  }

  /** Which budget it counts against. */
  public SegmentGroup group() {
    return placement == Placement.LOCAL ? SegmentGroup.LOCAL : SegmentGroup.NON_LOCAL;
  }

  /** Real size: whole pages. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Whether engines may not write it. */
  public boolean readOnly() {
    return readOnly;
  }

  /** Whether the guest's CPU can reach it at {@link #apertureOffset}. */
  public boolean cpuVisible() {
    return placement == Placement.APERTURE;
  }

  /** Offset in the owner's aperture; only if CPU-visible. */
  public long apertureOffset() {
    if (!cpuVisible()) {
      throw new IllegalStateException("not in the aperture: " + this);
    }
    return runs.getFirst().offset();
  }

  /** Whether all of its pages are known; always true but for existing memory. */
  public boolean isPopulated() {
    return populatedBytes() == sizeBytes;
  }

  /** Whether it was freed; its memory may still be held for a packet that is running. */
  public boolean isFreed() {
    return freed;
  }

  /** Its memory in order. */
  public List<MemoryRun> runs() {
    return runs;
  }

  ProcessMemory owner() {
    return owner;
  }

  long populatedBytes() {
    long sum = 0;
    for (MemoryRun run : runs) {
      sum += run.bytes();
    }
    return sum;
  }

  /** The memory behind a part of it. */
  List<MemoryRun> runs(long offset, long bytes) {
    List<MemoryRun> part = new ArrayList<>(1);
    long at = 0;
    for (MemoryRun run : runs) {
      long from = Math.max(at, offset);
      long to = Math.min(at + run.bytes(), offset + bytes);
      if (from < to) {
        part.add(new MemoryRun(run.store(), run.offset() + (from - at), to - from));
      }
      at += run.bytes();
    }
    return part;
  }

  void addRun(MemoryRun run) {
    List<MemoryRun> longer = new ArrayList<>(runs);
    MemoryRun last = longer.isEmpty() ? null : longer.getLast();
    if (last != null && last.store().equals(run.store()) && last.offset() + last.bytes() == run.offset()) {
      longer.set(longer.size() - 1, new MemoryRun(run.store(), last.offset(), last.bytes() + run.bytes()));
    } else {
      longer.add(run);
    }
    runs = List.copyOf(longer);
  }

  void mappedIn(GpuAddressSpace space) {
    spaces.add(space);
  }

  Set<GpuAddressSpace> spaces() {
    return spaces;
  }

  void markFreed() {
    freed = true;
  }

  @Override
  public String toString() {
    return "allocation=" + id + ", placement=" + placement + ", size=" + sizeBytes + ", owner=" + owner.name()
        + (freed ? ", freed" : "");
  }
}
