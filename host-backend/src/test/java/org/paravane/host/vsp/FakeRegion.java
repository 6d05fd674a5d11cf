package org.paravane.host.vsp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.vmbus.Region;

/** A memory region in memory of its own; counts how often it is kept. */
final class FakeRegion implements Region {
  private final long gpaBase;
  private final MemorySegment segment;
  private long size;
  private int retained;

  FakeRegion(long gpaBase, long reservedBytes, long sizeBytes) {
    this.gpaBase = gpaBase;
    this.segment = Arena.ofAuto().allocate(reservedBytes, 4096);
    this.size = sizeBytes;
  }

  /** How many users have not released it. */
  synchronized int retained() {
    return retained;
  }

  @Override
  public long gpaBase() {
    return gpaBase;
  }

  @Override
  public long reservedBytes() {
    return segment.byteSize();
  }

  @Override
  public synchronized long sizeBytes() {
    return size;
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public synchronized Result<Long> grow(long sizeBytes) {
    if (sizeBytes > segment.byteSize()) {
      return Result.failed(Errno.EINVAL, "beyond the reserved bytes");
    }
    size = Math.max(size, sizeBytes);
    return Result.ok(size);
  }

  /** Pages that are not zero. */
  @Override
  public Result<Long> residentBytes() {
    MemorySegment zeros = MemorySegment.ofArray(new byte[4096]);
    long resident = 0;
    for (long at = 0; at < segment.byteSize(); at += 4096) {
      resident += segment.asSlice(at, 4096).mismatch(zeros) == -1 ? 0 : 4096;
    }
    return Result.ok(resident);
  }

  @Override
  public Result<Region> punchHole(long offset, long bytes) {
    segment.asSlice(offset, bytes).fill((byte) 0);
    return Result.ok(this);
  }

  @Override
  public synchronized Result<Region> retain() {
    retained++;
    return Result.ok(this);
  }

  @Override
  public synchronized void release() {
    if (--retained < 0) {
      throw new IllegalStateException("released too often");
    }
  }
}
