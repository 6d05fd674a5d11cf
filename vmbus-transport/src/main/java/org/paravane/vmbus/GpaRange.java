package org.paravane.vmbus;

/**
 * A run of bytes in the guest physical address space of one connection.
 *
 * @param gpa   guest physical address of the first byte, not negative
 * @param bytes length, at least 1
 */
public record GpaRange(long gpa, long bytes) {
  /** Bytes of a guest page. */
  public static final int PAGE_BYTES = 4096;

  public GpaRange {
    if (gpa < 0 || bytes <= 0 || gpa > Long.MAX_VALUE - bytes) {
      throw new IllegalArgumentException("bad guest physical range: gpa=" + gpa + ", bytes=" + bytes);
    }
  }

  /** Address after the last byte. */
  public long end() {
    return gpa + bytes;
  }

  /** Offset of the first byte in its page. */
  public int byteOffset() {
    return (int) (gpa % PAGE_BYTES);
  }

  /** Number of the first page. */
  public long firstPage() {
    return gpa / PAGE_BYTES;
  }

  /** Number of pages that the range touches. */
  public long pageCount() {
    return (byteOffset() + bytes + PAGE_BYTES - 1) / PAGE_BYTES;
  }
}
