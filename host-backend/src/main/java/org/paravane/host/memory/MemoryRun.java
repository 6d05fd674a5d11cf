package org.paravane.host.memory;

/**
 * A contiguous part of a store; whole pages.
 *
 * @param store where it is
 * @param offset in the store, in bytes
 * @param bytes length
 */
public record MemoryRun(PageStore store, long offset, long bytes) {
  public MemoryRun {
    if (((offset | bytes) & (PageStore.PAGE_BYTES - 1)) != 0 || offset < 0 || bytes <= 0
        || bytes > store.capacityBytes() - offset) {
      throw new IllegalArgumentException(
          "bad memory run: offset=" + offset + ", bytes=" + bytes + ", capacity=" + store.capacityBytes());
    }
  }
}
