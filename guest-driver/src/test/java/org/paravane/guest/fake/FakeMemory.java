package org.paravane.guest.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.MemoryRegion;
import org.paravane.vmbus.VmbusException;

/** The guest physical memory of a connection, as a fake host sees it. */
public final class FakeMemory {
  private static final long PAGE = 4096;

  private final Map<Long, Memfd> regions = new TreeMap<>();
  private final Map<Long, Long> reserved = new TreeMap<>();
  private final List<GpaRange> gpadls = new ArrayList<>();
  private long nextGpa = 1L << 40;
  private int nextGpadl = 0x100;
  private boolean refuses;

  /** From now on the host takes no memory, or takes it again. */
  public synchronized void refuse(boolean refuse) {
    refuses = refuse;
  }

  synchronized long reserve(long bytes) {
    long gpa = nextGpa;
    nextGpa += (bytes + PAGE - 1) / PAGE * PAGE + PAGE;
    reserved.put(gpa, bytes);
    return gpa;
  }

  synchronized void unreserve(long gpa) {
    if (reserved.remove(gpa) == null) {
      throw new AssertionError("not reserved: gpa=" + gpa);
    }
  }

  synchronized MemoryRegion share(Memfd memfd, long gpa, long bytes) throws VmbusException {
    if (refuses) {
      throw new VmbusException("fake host takes no memory");
    }
    try {
      regions.put(gpa, Memfd.adopt(memfd.fd().duplicate()));
    } catch (LinuxException e) {
      throw new VmbusException("cannot duplicate", e);
    }
    return new MemoryRegion(gpa, bytes);
  }

  synchronized void withdraw(MemoryRegion region) {
    Memfd memfd = regions.remove(region.gpaBase());
    if (memfd == null) {
      throw new AssertionError("not shared: region=" + region);
    }
    memfd.close();
  }

  synchronized GpadlId createGpadl(GpaRange range) throws VmbusException {
    if (refuses) {
      throw new VmbusException("fake host takes no gpadl");
    }
    gpadls.add(range);
    return new GpadlId(nextGpadl++);
  }

  synchronized void teardownGpadl() {
    gpadls.removeLast();
  }

  /** Regions that are shared now. */
  public synchronized int regionCount() {
    return regions.size();
  }

  /** GPADLs that live now. */
  public synchronized int gpadlCount() {
    return gpadls.size();
  }

  /** Reservations that live now. */
  public synchronized int reservationCount() {
    return reserved.size();
  }

  /** The host makes a region as long as that. */
  public synchronized void grow(long gpa, long bytes) {
    try {
      region(gpa).grow(bytes);
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  /** The host looks at a region. */
  public synchronized SharedMapping map(long gpa, long bytes) {
    try {
      return region(gpa).map(bytes);
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  /** How long a region is now. */
  public synchronized long sizeOf(long gpa) {
    try {
      return region(gpa).sizeBytes();
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  private Memfd region(long gpa) {
    Memfd memfd = regions.get(gpa);
    if (memfd == null) {
      throw new AssertionError("not shared: gpa=" + gpa);
    }
    return memfd;
  }

  /** The memory that the guest handed over last: its address. */
  public synchronized long lastRegion() {
    return regions.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

}
