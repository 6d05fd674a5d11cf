package org.paravane.vmbus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.paravane.vmbus.ring.PageRange;

/** Between lists of page numbers and runs of bytes. */
final class PageRuns {
  private PageRuns() {
  }

  /** The bytes of a page list in order, neighbouring pages joined; empty where a page number is no address. */
  static List<GpaRange> of(PageRange range) {
    List<GpaRange> runs = new ArrayList<>();
    long left = range.byteCount();
    long offset = range.byteOffset();
    for (int i = 0; i < range.pageCount(); i++) {
      if (range.page(i) < 0 || range.page(i) > Long.MAX_VALUE / GpaRange.PAGE_BYTES - 1) {
        return List.of();
      }
      long gpa = range.page(i) * GpaRange.PAGE_BYTES + offset;
      long bytes = Math.min(left, GpaRange.PAGE_BYTES - offset);
      if (!runs.isEmpty() && runs.getLast().end() == gpa) {
        GpaRange last = runs.removeLast();
        runs.add(new GpaRange(last.gpa(), last.bytes() + bytes));
      } else {
        runs.add(new GpaRange(gpa, bytes));
      }
      left -= bytes;
      offset = 0;
    }
    return runs;
  }

  static List<GpaRange> of(List<PageRange> ranges) {
    return ranges.stream().flatMap(range -> of(range).stream()).toList();
  }

  /** The pages that a range touches; it has fewer than 2^32 bytes. */
  static PageRange pages(GpaRange range) {
    return new PageRange(range.bytes(), range.byteOffset(),
        LongStream.range(range.firstPage(), range.firstPage() + range.pageCount()).toArray());
  }
}
