package org.paravane.vmbus.region;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Seal;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.Region;
import org.paravane.vmbus.SharedRegions;
import org.paravane.vmbus.TransportLimits;

/**
 * The memory that one guest has handed to the host. A region is mapped once, whole; a file that is not sealed against shrinking is
 * refused, because its owner could kill us by truncating it. Reads come from any thread; changes from the connection's.
 */
public final class RegionTable implements SharedRegions, AutoCloseable {
  /** Guest physical addresses have 52 bits. */
  private static final long END_OF_ADDRESSES = 1L << 52;

  private final TransportLimits limits;
  private final ConcurrentSkipListMap<Long, MappedRegion> regions = new ConcurrentSkipListMap<>();
  private long reservedBytes;

  public RegionTable(TransportLimits limits) {
    this.limits = limits;
  }

  /**
   * Maps a region.
   *
   * @param descriptor taken over, also on failure
   * @return EINVAL for bad numbers or a file that is unfit, EEXIST for an overlap, ENOSPC past a limit, or what the kernel says
   */
  public Result<Region> share(long gpaBase, long reserved, OwnedFd descriptor) {
    Optional<Result<Region>> refused = refusal(gpaBase, reserved);
    if (refused.isPresent()) {
      descriptor.close();
      return refused.get();
    }
    try {
      Memfd memfd = Memfd.adopt(descriptor);
      return map(gpaBase, reserved, memfd);
    } catch (LinuxException e) {
      descriptor.close();
      return Result.failed(e.known().orElse(Errno.EIO), String.valueOf(e.getMessage()));
    }
  }

  private Optional<Result<Region>> refusal(long gpaBase, long reserved) {
    String what = "gpa=%#x, reserved=%d".formatted(gpaBase, reserved);
    if (gpaBase < 0 || reserved <= 0 || gpaBase % GpaRange.PAGE_BYTES != 0 || reserved % GpaRange.PAGE_BYTES != 0
        || gpaBase > END_OF_ADDRESSES - reserved) {
      return Optional.of(Result.failed(Errno.EINVAL, "region is not whole pages below 2^52: " + what));
    }
    if (regions.size() >= limits.regions()) {
      return Optional.of(Result.failed(Errno.ENOSPC, "too many regions: limit=" + limits.regions()));
    }
    if (reserved > limits.reservedBytes() - reservedBytes) {
      return Optional.of(Result.failed(Errno.ENOSPC,
          "too much address space: %s, in use=%d, limit=%d".formatted(what, reservedBytes, limits.reservedBytes())));
    }
    Map.@Nullable Entry<Long, MappedRegion> below = regions.lowerEntry(gpaBase + reserved);
    if (below != null && below.getKey() + below.getValue().reservedBytes() > gpaBase) {
      return Optional
          .of(Result.failed(Errno.EEXIST, "region overlaps another: %s, other=%#x".formatted(what, below.getKey())));
    }
    return Optional.empty();
  }

  private Result<Region> map(long gpaBase, long reserved, Memfd memfd) throws LinuxException {
    Set<Seal> seals = memfd.seals();
    long size = memfd.sizeBytes();
    if (!seals.contains(Seal.SHRINK) || seals.contains(Seal.WRITE) || seals.contains(Seal.FUTURE_WRITE)) {
      memfd.close();
      return Result.failed(Errno.EINVAL,
          "memory file has the wrong seals: gpa=%#x, seals=%s, need=SHRINK and writable".formatted(gpaBase, seals));
    }
    if (size > reserved) {
      memfd.close();
      return Result.failed(Errno.EINVAL,
          "memory file is longer than its region: gpa=%#x, size=%d, reserved=%d".formatted(gpaBase, size, reserved));
    }
    memfd.requireOrdinaryPages();
    MappedRegion region = new MappedRegion(gpaBase, memfd, memfd.map(reserved), size);
    regions.put(gpaBase, region);
    reservedBytes += reserved;
    return Result.ok(region);
  }

  /** Takes a region out of the table; its mapping goes with its last use. EINVAL where there is none. */
  public Result<Long> withdraw(long gpaBase) {
    @Nullable
    MappedRegion region = regions.remove(gpaBase);
    if (region == null) {
      return Result.failed(Errno.EINVAL, "no region: gpa=%#x".formatted(gpaBase));
    }
    reservedBytes -= region.reservedBytes();
    region.release();
    return Result.ok(gpaBase);
  }

  @Override
  public Result<MemorySegment> resolve(long gpa, long bytes) {
    Result<MappedRegion> region = holding(gpa, bytes);
    return region.flatMap(found -> found.slice(gpa, bytes));
  }

  @Override
  public Result<Region> region(long gpaBase) {
    @Nullable
    MappedRegion region = regions.get(gpaBase);
    return region == null
        ? Result.failed(Errno.EINVAL, "no region: gpa=%#x".formatted(gpaBase))
        : Result.ok(region);
  }

  /** The region that a range lies in, whether or not its file is that long; EFAULT where there is none. */
  public Result<Region> regionOf(long gpa, long bytes) {
    return holding(gpa, bytes).map(region -> region);
  }

  private Result<MappedRegion> holding(long gpa, long bytes) {
    Map.@Nullable Entry<Long, MappedRegion> entry = gpa < 0 || bytes <= 0 ? null : regions.floorEntry(gpa);
    return entry == null || bytes > entry.getValue().reservedBytes() - (gpa - entry.getKey())
        ? Result.failed(Errno.EFAULT, "no guest memory there: gpa=%#x, bytes=%d".formatted(gpa, bytes))
        : Result.ok(entry.getValue());
  }

  /** Takes out all regions. */
  @Override
  public void close() {
    regions.keySet().forEach(this::withdraw);
  }
}
