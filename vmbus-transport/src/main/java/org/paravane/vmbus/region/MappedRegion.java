package org.paravane.vmbus.region;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.Region;

/** A region that is mapped: as long as it is in the table, and as long as somebody retains it. */
final class MappedRegion implements Region {
  private final long gpaBase;
  private final Memfd memfd;
  private final SharedMapping mapping;
  private volatile long sizeBytes;
  /** The table's own use and the retains; the mapping goes with the last. */
  private int uses = 1;

  MappedRegion(long gpaBase, Memfd memfd, SharedMapping mapping, long sizeBytes) {
    this.gpaBase = gpaBase;
    this.memfd = memfd;
    this.mapping = mapping;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public long gpaBase() {
    return gpaBase;
  }

  @Override
  public long reservedBytes() {
    return mapping.sizeBytes();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public MemorySegment segment() {
    return mapping.segment();
  }

  @Override
  public OwnedFd file() {
    return memfd.fd();
  }

  /** The part at an address of this region, checked against what the file holds. */
  Result<MemorySegment> slice(long gpa, long bytes) {
    long offset = gpa - gpaBase;
    if (offset + bytes > sizeBytes) {
      // The guest may have made the file longer; it cannot make it shorter.
      Result<Long> known = refresh();
      if (known instanceof Result.Failed<Long> failed) {
        return failed.as();
      }
      if (offset + bytes > sizeBytes) {
        return Result.failed(Errno.EFAULT,
            "beyond the end of a region: gpa=%#x, bytes=%d, size=%d".formatted(gpa, bytes, sizeBytes));
      }
    }
    return Result.ok(mapping.segment().asSlice(offset, bytes));
  }

  private synchronized Result<Long> refresh() {
    if (uses == 0) {
      return gone();
    }
    try {
      sizeBytes = Math.min(memfd.sizeBytes(), reservedBytes());
      return Result.ok(sizeBytes);
    } catch (LinuxException e) {
      return failed(e);
    }
  }

  @Override
  public synchronized Result<Long> grow(long newSizeBytes) {
    if (newSizeBytes < 0 || newSizeBytes > reservedBytes()) {
      return Result.failed(Errno.EINVAL,
          "beyond the reserved bytes: gpa=%#x, size=%d, reserved=%d".formatted(gpaBase, newSizeBytes, reservedBytes()));
    }
    if (uses == 0) {
      return gone();
    }
    try {
      memfd.grow(newSizeBytes);
    } catch (LinuxException e) {
      return failed(e);
    }
    return refresh();
  }

  @Override
  public synchronized Result<Long> residentBytes() {
    if (uses == 0) {
      return gone();
    }
    try {
      return Result.ok(memfd.allocatedBytes());
    } catch (LinuxException e) {
      return failed(e);
    }
  }

  @Override
  public synchronized Result<Region> punchHole(long offset, long bytes) {
    if (offset < 0 || bytes <= 0 || offset % GpaRange.PAGE_BYTES != 0 || bytes % GpaRange.PAGE_BYTES != 0
        || offset > reservedBytes() - bytes) {
      return Result.failed(Errno.EINVAL,
          "not whole pages of a region: gpa=%#x, offset=%d, bytes=%d".formatted(gpaBase, offset, bytes));
    }
    if (uses == 0) {
      return gone();
    }
    try {
      memfd.punchHole(offset, bytes);
      return Result.ok(this);
    } catch (LinuxException e) {
      return failed(e);
    }
  }

  @Override
  public synchronized Result<Region> retain() {
    if (uses == 0) {
      return gone();
    }
    uses++;
    return Result.ok(this);
  }

  @Override
  public synchronized void release() {
    if (uses == 0) {
      throw new IllegalStateException("region released more often than retained: gpa=" + gpaBase);
    }
    if (--uses == 0) {
      mapping.close();
      memfd.close();
    }
  }

  private <T> Result<T> gone() {
    return Result.failed(Errno.EINVAL, "region is gone: gpa=%#x".formatted(gpaBase));
  }

  private static <T> Result<T> failed(LinuxException e) {
    return Result.failed(e.known().orElse(Errno.EIO), String.valueOf(e.getMessage()));
  }
}
