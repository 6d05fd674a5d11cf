package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** What stands between the descriptor and the payload of packets of types 7 and 9 (section 5). */
public sealed interface RangeHeader {
  PacketType type();

  /** Length in bytes, a multiple of 8. */
  long bytes();

  /** Writes the header at the start of {@code to}. */
  void encode(MemorySegment to);

  /** Ranges of guest memory by page number: type 9. */
  record GpaDirect(List<PageRange> ranges) implements RangeHeader {
    public GpaDirect {
      ranges = List.copyOf(ranges);
      requireSome(ranges);
    }

    @Override
    public PacketType type() {
      return PacketType.GPA_DIRECT;
    }

    @Override
    public long bytes() {
      long bytes = PREFIX;
      for (PageRange range : ranges) {
        bytes += RingLayout.RANGE_HEADER + (long) range.pageCount() * Long.BYTES;
      }
      return bytes;
    }

    @Override
    public void encode(MemorySegment to) {
      to.set(RingLayout.U32, 0, 0);
      to.set(RingLayout.U32, 4, ranges.size());
      long at = PREFIX;
      for (PageRange range : ranges) {
        to.set(RingLayout.U32, at, (int) range.byteCount());
        to.set(RingLayout.U32, at + 4, range.byteOffset());
        at += RingLayout.RANGE_HEADER;
        for (int i = 0; i < range.pageCount(); i++) {
          to.set(RingLayout.U64, at, range.page(i));
          at += Long.BYTES;
        }
      }
    }
  }

  /**
   * Ranges of a buffer that both sides know: type 7.
   *
   * @param setId which buffer, 16 bits
   */
  record TransferPages(int setId, List<TransferRange> ranges) implements RangeHeader {
    public TransferPages {
      ranges = List.copyOf(ranges);
      requireSome(ranges);
      if (setId < 0 || setId > 0xffff) {
        throw new IllegalArgumentException("bad transfer page set: setId=" + setId);
      }
    }

    @Override
    public PacketType type() {
      return PacketType.TRANSFER_PAGES;
    }

    @Override
    public long bytes() {
      return PREFIX + (long) ranges.size() * RingLayout.RANGE_HEADER;
    }

    @Override
    public void encode(MemorySegment to) {
      to.set(RingLayout.U32, 0, setId);
      to.set(RingLayout.U32, 4, ranges.size());
      long at = PREFIX;
      for (TransferRange range : ranges) {
        to.set(RingLayout.U32, at, (int) range.byteCount());
        to.set(RingLayout.U32, at + 4, (int) range.byteOffset());
        at += RingLayout.RANGE_HEADER;
      }
    }

    /** Whether all ranges lie inside the agreed buffer. The ring cannot know its size, so its owner has to ask. */
    public boolean fitsIn(long bufferBytes) {
      return ranges.stream().allMatch(range -> range.byteOffset() + range.byteCount() <= bufferBytes);
    }
  }

  /**
   * A part of a transfer page set; both numbers are unsigned 32 bits and relative to the buffer.
   *
   * @param byteCount at least 1
   */
  record TransferRange(long byteCount, long byteOffset) {
    public TransferRange {
      if (byteCount <= 0 || byteOffset < 0 || overflows(byteCount, byteOffset)) {
        throw new IllegalArgumentException("bad range: byteCount=%d, byteOffset=%d".formatted(byteCount, byteOffset));
      }
    }

    static boolean overflows(long byteCount, long byteOffset) {
      return byteCount + byteOffset > 0xffff_ffffL;
    }
  }

  /** Bytes before the first range. */
  int PREFIX = RingLayout.RANGES - RingLayout.DESCRIPTOR;

  private static void requireSome(List<?> ranges) {
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("a packet with ranges needs at least one");
    }
  }
}
