package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ring.RingPair;

/** Memory of a channel's two rings at the guest: file, mapping, and its place among the guest physical addresses. */
final class RingRegion implements AutoCloseable {
  private final GuestMemory memory;
  private final Memfd memfd;
  private final SharedMapping mapping;
  private final MemoryRegion region;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RingRegion(GuestMemory memory, Memfd memfd, SharedMapping mapping, MemoryRegion region) {
    this.memory = memory;
    this.memfd = memfd;
    this.mapping = mapping;
    this.region = region;
  }

  /** Makes two empty rings with so many data bytes each and shares them with the host. */
  static RingRegion create(GuestMemory memory, int ringBytes) throws VmbusException {
    long bytes = 2L * (GpaRange.PAGE_BYTES + ringBytes);
    try {
      Memfd memfd = Memfd.create("vmbus-ring", bytes);
      try {
        return share(memory, memfd, memfd.map(bytes), bytes);
      } catch (LinuxException | VmbusException e) {
        memfd.close();
        throw e;
      }
    } catch (LinuxException e) {
      throw new VmbusException("cannot make ring memory: cause=" + e.getMessage(), e);
    }
  }

  private static RingRegion share(GuestMemory memory, Memfd memfd, SharedMapping mapping, long bytes)
      throws VmbusException {
    long gpa = 0;
    try {
      gpa = memory.reserve(bytes);
      RingPair.format(mapping.segment(), bytes / 2 / GpaRange.PAGE_BYTES);
      return new RingRegion(memory, memfd, mapping, memory.share(memfd, gpa, bytes));
    } catch (VmbusException e) {
      mapping.close();
      if (gpa != 0) {
        memory.unreserve(gpa);
      }
      throw e;
    }
  }

  MemorySegment segment() {
    return mapping.segment();
  }

  GpaRange range() {
    return new GpaRange(region.gpaBase(), region.reservedBytes());
  }

  /** Page where the ring towards the guest starts. */
  int downstreamPage() {
    return (int) (region.reservedBytes() / 2 / GpaRange.PAGE_BYTES);
  }

  /** Takes the memory back from the host, without waiting, and lets go of it. Nobody may use the rings any more. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      memory.forget(region);
      mapping.close();
      memfd.close();
      memory.unreserve(region.gpaBase());
    }
  }
}
