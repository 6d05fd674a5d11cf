package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.linux.OwnedFd;

/** A memory region of a guest, as the host sees it. Safe for use by any thread. */
public interface Region {
  /** Guest physical address of its first byte. */
  long gpaBase();

  /** Bytes of address space that it may grow to, and that are mapped. */
  long reservedBytes();

  /** Bytes that the memory file is known to have. */
  long sizeBytes();

  /** Bytes of memory that the file really occupies now, wherever in it. */
  Result<Long> residentBytes();

  /** The whole mapping, {@link #reservedBytes()} long. Touch nothing beyond {@link #sizeBytes()}: the process would die. */
  MemorySegment segment();

  /**
   * Makes the memory file at least this long; visible to the guest at once.
   *
   * @return the new size; EINVAL beyond the reserved bytes, ENOMEM or EPERM from the kernel
   */
  Result<Long> grow(long sizeBytes);

  /**
   * Gives the pages back to the system; they read as zeros afterwards.
   *
   * @param offset multiple of 4096
   * @param bytes  multiple of 4096
   */
  Result<Region> punchHole(long offset, long bytes);

  /** The memory file, still the region's own, for a process that maps it too; null where the memory is none. */
  default @Nullable OwnedFd file() {
    return null;
  }

  /** Keeps the mapping alive after the guest withdrew the region, until {@link #release()}. EINVAL where it is gone already. */
  Result<Region> retain();

  /** Ends one {@link #retain()}. */
  void release();
}
