package org.paravane.host.memory;

/**
 * Memory from an address onwards that lies in one piece in one store: what {@link MemoryAccess#resolveRun} finds. Reused by its
 * owner.
 */
public final class StoreRun {
  private int store;
  private long offset;
  private long sizeBytes;
  private long faultAddress;
  private String faultCause = "";

  /** Number of the store. */
  public int store() {
    return store;
  }

  /** Where in the store it begins, in bytes. */
  public long offset() {
    return offset;
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  /** After a failed look-up: the address that is at fault. */
  public long faultAddress() {
    return faultAddress;
  }

  /** After a failed look-up: what is wrong there, e.g. {@code not mapped}. */
  public String faultCause() {
    return faultCause;
  }

  boolean set(int newStore, long newOffset, long newSizeBytes) {
    store = newStore;
    offset = newOffset;
    sizeBytes = newSizeBytes;
    return true;
  }

  boolean fail(long address, String cause) {
    sizeBytes = 0;
    faultAddress = address;
    faultCause = cause;
    return false;
  }
}
