package org.paravane.host.object;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.memory.PageStore;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.Region;

/**
 * A memory region of the guest as pages for allocations: an aperture, which grows as the host allocates in it, or memory that
 * the guest has already, which does not. Keeps the mapping alive until released, so that an engine never touches memory that
 * is gone.
 */
public final class RegionPages implements PageStore {
  private final Region region;
  private final long capacityBytes;
  private final boolean growing;

  private RegionPages(Region region, long capacityBytes, boolean growing) {
    this.region = region;
    this.capacityBytes = capacityBytes;
    this.growing = growing;
  }

  /** The first bytes of a region as an aperture. */
  public static Result<RegionPages> aperture(Region region, long bytes) {
    return of(region, bytes, true);
  }

  /** What a region holds now. */
  public static Result<RegionPages> existing(Region region) {
    return of(region, region.sizeBytes() & -PAGE_BYTES, false);
  }

  private static Result<RegionPages> of(Region region, long bytes, boolean growing) {
    if (bytes <= 0 || bytes > region.reservedBytes() || (bytes & (PAGE_BYTES - 1)) != 0) {
      return Result.failed(Errno.EINVAL, "region does not hold whole pages: gpa=0x%x, bytes=%d, reserved=%d"
          .formatted(region.gpaBase(), bytes, region.reservedBytes()));
    }
    return region.retain().map(retained -> new RegionPages(retained, bytes, growing));
  }

  /** Guest physical address of the first byte. */
  public long gpaBase() {
    return region.gpaBase();
  }

  /** The same pages for one more holder, who releases them himself. EINVAL if the mapping is gone already. */
  Result<RegionPages> retain() {
    return region.retain().map(retained -> new RegionPages(retained, capacityBytes, growing));
  }

  /** Lets the mapping go; once, when nothing can touch it any more. */
  public void release() {
    region.release();
  }

  @Override
  public long capacityBytes() {
    return capacityBytes;
  }

  @Override
  public MemorySegment hostView() {
    return region.segment();
  }

  @Override
  public @Nullable OwnedFd file() {
    return region.file();
  }

  @Override
  public Result<Long> grow(long bytes) {
    if (bytes > capacityBytes || (!growing && bytes > region.sizeBytes())) {
      return Result.failed(Errno.ENOMEM,
          "region full: gpa=0x%x, bytes=%d, capacity=%d".formatted(region.gpaBase(), bytes,
              capacityBytes));
    }
    return growing ? region.grow(bytes) : Result.ok(capacityBytes);
  }

  @Override
  public Result<Long> residentBytes() {
    return region.residentBytes();
  }

  @Override
  public Result<Long> discard(long offset, long bytes) {
    return region.punchHole(offset, bytes).map(punched -> bytes);
  }
}
