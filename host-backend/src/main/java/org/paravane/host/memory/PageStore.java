package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.linux.OwnedFd;

/**
 * Memory in pages of {@link #PAGE_BYTES} from offset 0 to a fixed capacity, of which a growing beginning is usable: an
 * aperture (a memory file of the guest, mapped in full), a local segment, or an array in a test. Calls may come from any
 * thread.
 */
public interface PageStore {
  /** Page size of everything in this package. */
  int PAGE_BYTES = 4096;

  /** Bytes that can become usable at most; a multiple of the page size. */
  long capacityBytes();

  /**
   * All of the capacity as the host sees it; only what {@link #grow} has confirmed may be touched. Null if only the engine
   * can reach it.
   */
  @Nullable
  MemorySegment hostView();

  /** The memory file that the pages are in, still the store's own, for a process that maps it too; null where there is none. */
  default @Nullable OwnedFd file() {
    return null;
  }

  /**
   * Makes at least the first bytes usable; never shrinks. What was never touched reads as zero.
   *
   * @return the usable length, at least {@code bytes}; ENOMEM if that is impossible
   */
  Result<Long> grow(long bytes);

  /** Bytes of memory that its pages occupy now, handed out or not; 0 where that cannot be told. */
  default Result<Long> residentBytes() {
    return Result.ok(0L);
  }

  /**
   * Gives up the content of whole pages: they read as zero afterwards and cost nothing until touched. This is the scrub.
   *
   * @return the bytes discarded, or why the content is still there
   */
  Result<Long> discard(long offset, long bytes);
}
