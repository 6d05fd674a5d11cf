package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;
import org.paravane.vmbus.ring.RingViolation.Rule;

/** Checks and reads the ranges of a packet, on its private copy only. Loops are bounded by the bytes that are there. */
final class RangeParser {
  private RangeParser() {
  }

  /**
   * Checks the ranges of a packet.
   *
   * @param packet private copy, from the descriptor on
   * @param end offset of the payload, at least 24
   * @return null if the ranges are right
   */
  static @Nullable RingViolation check(PacketType type, MemorySegment packet, int end) {
    long count = u32(packet, RingLayout.RANGE_COUNT);
    if (count == 0) {
      return new RingViolation(Rule.RANGE_COUNT, "type=" + type);
    }
    long at = RingLayout.RANGES;
    for (long i = 0; i < count; i++) {
      if (end - at < RingLayout.RANGE_HEADER) {
        return new RingViolation(Rule.RANGES_MISSING,
            "type=%s, rangeCount=%d, present=%d".formatted(type, count, i));
      }
      long byteCount = u32(packet, at);
      long byteOffset = u32(packet, at + 4);
      at += RingLayout.RANGE_HEADER;
      boolean pages = type == PacketType.GPA_DIRECT;
      Rule broken = pages ? pageRule(byteCount, byteOffset, end - at) : transferRule(byteCount, byteOffset);
      if (broken != null) {
        return new RingViolation(broken,
            "type=%s, range=%d, byteCount=%d, byteOffset=%d".formatted(type, i, byteCount, byteOffset));
      }
      at += pages ? PageRange.pageCount(byteCount, (int) byteOffset) * Long.BYTES : 0;
    }
    return null;
  }

  private static @Nullable Rule pageRule(long byteCount, long byteOffset, long bytesLeft) {
    if (byteOffset >= RingLayout.PAGE) {
      return Rule.RANGE_OFFSET;
    }
    if (byteCount == 0) {
      return Rule.RANGE_EMPTY;
    }
    if (PageRange.overflows(byteCount, byteOffset)) {
      return Rule.RANGE_OVERFLOW;
    }
    boolean missing = PageRange.pageCount(byteCount, (int) byteOffset) * Long.BYTES > bytesLeft;
    return missing ? Rule.RANGE_PAGES_MISSING : null;
  }

  private static @Nullable Rule transferRule(long byteCount, long byteOffset) {
    if (byteCount == 0) {
      return Rule.RANGE_EMPTY;
    }
    return TransferRange.overflows(byteCount, byteOffset) ? Rule.RANGE_OVERFLOW : null;
  }

  /** Reads a header that {@link #check} has passed. */
  static RangeHeader decode(PacketType type, MemorySegment packet) {
    int count = (int) u32(packet, RingLayout.RANGE_COUNT);
    return switch (type) {
      case GPA_DIRECT -> new RangeHeader.GpaDirect(pageRanges(packet, count));
      case TRANSFER_PAGES ->
        new RangeHeader.TransferPages(packet.get(RingLayout.U16, RingLayout.TRANSFER_SET_ID) & 0xffff,
            transferRanges(packet, count));
      case IN_BAND, COMPLETION -> throw new IllegalStateException("packet has no ranges: type=" + type);
    };
  }

  private static List<PageRange> pageRanges(MemorySegment packet, int count) {
    List<PageRange> ranges = new ArrayList<>();
    long at = RingLayout.RANGES;
    for (int i = 0; i < count; i++) {
      long byteCount = u32(packet, at);
      int byteOffset = (int) u32(packet, at + 4);
      at += RingLayout.RANGE_HEADER;
      long[] pages = new long[(int) PageRange.pageCount(byteCount, byteOffset)];
      for (int page = 0; page < pages.length; page++) {
        pages[page] = packet.get(RingLayout.U64, at);
        at += Long.BYTES;
      }
      ranges.add(new PageRange(byteCount, byteOffset, pages));
    }
    return ranges;
  }

  private static List<TransferRange> transferRanges(MemorySegment packet, int count) {
    List<TransferRange> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = RingLayout.RANGES + (long) i * RingLayout.RANGE_HEADER;
      ranges.add(new TransferRange(u32(packet, at), u32(packet, at + 4)));
    }
    return ranges;
  }

  private static long u32(MemorySegment packet, long at) {
    return Integer.toUnsignedLong(packet.get(RingLayout.U32, at));
  }
}
