package org.paravane.vmbus.ring;

import java.util.Arrays;

/**
 * Guest memory as a list of pages: {@code byteCount} bytes that start {@code byteOffset} bytes into the first page.
 *
 * @param byteCount at least 1; with byteOffset and a page less than 2³²
 * @param byteOffset 0 … 4095
 * @param pages page numbers (4 KiB units), exactly as many as the bytes touch
 */
@SuppressWarnings("ArrayRecordComponent")
public record PageRange(long byteCount, int byteOffset, long[] pages) {
  public PageRange {
    if (byteCount <= 0 || byteOffset < 0 || byteOffset >= RingLayout.PAGE || overflows(byteCount, byteOffset)
        || pages.length != pageCount(byteCount, byteOffset)) {
      throw new IllegalArgumentException("bad range: byteCount=%d, byteOffset=%d, pages=%d".formatted(byteCount,
          byteOffset, pages.length));
    }
    pages = pages.clone();
  }

  @Override
  public long[] pages() {
    return pages.clone();
  }

  /** Number of the i-th page. */
  public long page(int i) {
    return pages[i];
  }

  public int pageCount() {
    return pages.length;
  }

  static long pageCount(long byteCount, int byteOffset) {
    return (byteOffset + byteCount + RingLayout.PAGE - 1) / RingLayout.PAGE;
  }

  /** Whether rounding up to pages leaves 32 bits. */
  static boolean overflows(long byteCount, long byteOffset) {
    return byteCount + byteOffset + RingLayout.PAGE - 1 > 0xffff_ffffL;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PageRange that && byteCount == that.byteCount && byteOffset == that.byteOffset
        && Arrays.equals(pages, that.pages);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pages) * 31 + Long.hashCode(byteCount) + byteOffset;
  }

  @Override
  public String toString() {
    return "PageRange[byteCount=" + byteCount + ", byteOffset=" + byteOffset + ", pages=" + Arrays.toString(pages)
        + "]";
  }
}
