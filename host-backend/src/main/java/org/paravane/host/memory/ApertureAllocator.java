package org.paravane.host.memory;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * Allocator of page ranges inside one aperture. The store grows as needed; what is freed is discarded at once, which gives
 * the memory back and scrubs it. The first page is never given out, so that offset 0 can mean "none". Thread-safe.
 */
public final class ApertureAllocator {
  private static final long SMALLEST_AUDIT_PIECE = 16 << 20;
  private static final int AUDIT_PIECES = 4096;

  private final PageStore store;
  private final RangeAllocator ranges;
  private final long auditPieceBytes;
  private long usableBytes;

  public ApertureAllocator(PageStore store) {
    this.store = store;
    this.auditPieceBytes = Math.max(SMALLEST_AUDIT_PIECE,
        store.capacityBytes() / AUDIT_PIECES / PageStore.PAGE_BYTES * PageStore.PAGE_BYTES);
    this.ranges = new RangeAllocator(PageStore.PAGE_BYTES, Math.max(PageStore.PAGE_BYTES, store.capacityBytes()));
  }

  /** What it allocates from. */
  public PageStore store() {
    return store;
  }

  /** Bytes handed out now. */
  public synchronized long usedBytes() {
    return Math.max(0, store.capacityBytes() - PageStore.PAGE_BYTES) - ranges.freeTotal();
  }

  /**
   * Takes contiguous zeroed pages.
   *
   * @param bytes more than 0, a multiple of the page size
   * @param alignmentBytes a power of two, at least the page size
   * @return the offset in the aperture; ENOMEM if there is no room or the store cannot grow
   */
  public synchronized Result<Long> allocate(long bytes, long alignmentBytes) {
    long offset = ranges.allocate(bytes, alignmentBytes, 0, store.capacityBytes());
    if (offset == RangeAllocator.NONE) {
      return Result.failed(Errno.ENOMEM,
          "aperture full: wanted=" + bytes + ", alignment=" + alignmentBytes + ", capacity="
              + store.capacityBytes() + ", free=" + ranges.freeTotal());
    }
    if (offset + bytes > usableBytes) {
      switch (store.grow(offset + bytes)) {
        case Result.Ok<Long>(Long usable) -> usableBytes = usable;
        case Result.Failed<Long> failed -> {
          ranges.free(offset, bytes);
          return failed;
        }
      }
    }
    return Result.ok(offset);
  }

  /**
   * Takes back what was touched outside of what is handed out. Whoever has the aperture mapped can load and store anywhere in
   * it, which makes pages, so this has to be looked for: memory that the file occupies beyond what is handed out, and so charged, can only be that. Looking costs one question
   * to the system; the pages of free ranges are given up piece by piece, and nothing is handed out meanwhile only for as long
   * as a piece takes.
   *
   * @return bytes that were taken back, usually 0
   */
  public long audit() {
    long before = residentBytes();
    if (before <= usedBytes()) {
      return 0;
    }
    store.discard(0, PageStore.PAGE_BYTES); // the page that is never handed out
    long at = PageStore.PAGE_BYTES;
    while (at != RangeAllocator.NONE) {
      at = discardFree(at);
    }
    return Math.max(0, before - residentBytes());
  }

  private long residentBytes() {
    return store.residentBytes() instanceof Result.Ok<Long>(Long bytes) ? bytes : 0;
  }

  /** Gives up the next piece of free pages; answers where to go on, or NONE at the end. */
  private synchronized long discardFree(long at) {
    RangeAllocator.Range range = ranges.freeFrom(at);
    if (range == null) {
      return RangeAllocator.NONE;
    }
    long bytes = Math.min(range.length(), auditPieceBytes);
    store.discard(range.start(), bytes);
    return range.start() + bytes;
  }

  /**
   * Gives pages back that {@link #allocate} gave out. If their content cannot be discarded they are overwritten; if that is
   * impossible too they are never given out again.
   *
   * @return the bytes that can be allocated again
   */
  public Result<Long> free(long offset, long bytes) {
    Result<Long> scrubbed = Scrubber.scrub(store, offset, bytes);
    if (scrubbed instanceof Result.Ok<Long>) {
      synchronized (this) {
        ranges.free(offset, bytes);
      }
    }
    return scrubbed;
  }
}
