package org.paravane.vmbus.channels;

import java.util.ArrayList;
import java.util.List;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.ring.PageRange;

/** Collects the values of a GPADL message by message. What comes beyond the announced length is cut off. */
final class GpadlAssembly {
  private static final long WORD = 0xffff_ffffL;
  private static final long HIGHEST_PAGE = Long.MAX_VALUE / GpaRange.PAGE_BYTES - 1;

  private final int announcedValues;
  private final int rangeCount;
  private final List<Long> values = new ArrayList<>();

  GpadlAssembly(int rangeBufferBytes, int rangeCount) {
    announcedValues = rangeBufferBytes / Long.BYTES;
    this.rangeCount = rangeCount;
  }

  void add(List<Long> more) {
    values.addAll(more.subList(0, Math.min(more.size(), announcedValues - values.size())));
  }

  boolean isComplete() {
    return values.size() == announcedValues;
  }

  /** Pages at most, before the ranges were looked at. */
  int announcedPages() {
    return announcedValues;
  }

  /** The ranges, or an empty list where they make no sense. */
  List<PageRange> ranges() {
    List<PageRange> ranges = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < rangeCount && at < values.size(); i++) {
      long bytes = values.get(at) & WORD;
      long offset = values.get(at) >>> Integer.SIZE;
      long pages = (offset + bytes + GpaRange.PAGE_BYTES - 1) / GpaRange.PAGE_BYTES;
      if (bytes == 0 || offset >= GpaRange.PAGE_BYTES || offset + bytes + GpaRange.PAGE_BYTES - 1 > WORD
          || pages > values.size() - at - 1) {
        return List.of();
      }
      long[] numbers = values.subList(at + 1, at + 1 + (int) pages).stream().mapToLong(Long::longValue).toArray();
      for (long number : numbers) {
        if (number < 0 || number > HIGHEST_PAGE) {
          return List.of();
        }
      }
      ranges.add(new PageRange(bytes, (int) offset, numbers));
      at += 1 + (int) pages;
    }
    return ranges.size() == rangeCount ? ranges : List.of();
  }
}
