package org.paravane.vmbus.region;

import java.util.OptionalLong;
import org.paravane.vmbus.GpaRange;

/** The guest's numbers: which guest physical addresses are taken. Safe for use by any thread. */
public final class AddressSpace {
  /** Nothing is below 4 GiB, so that no small number is an address by accident. */
  private static final long START = 1L << 32;
  private static final long END = 1L << 51;

  private final AddressAllocator addresses = new AddressAllocator(START, END - START, GpaRange.PAGE_BYTES);

  /** Start of a free range of at least so many bytes, or nothing where there is none. */
  public synchronized OptionalLong reserve(long bytes) {
    return addresses.take(bytes);
  }

  /** Gives a range back; false where none starts there. */
  public synchronized boolean unreserve(long start) {
    return addresses.giveBack(start);
  }

  /** True where the range was reserved. */
  public synchronized boolean isReserved(long start, long bytes) {
    return addresses.covers(start, bytes);
  }

  /** Ranges that are reserved now. */
  public synchronized int count() {
    return addresses.count();
  }
}
