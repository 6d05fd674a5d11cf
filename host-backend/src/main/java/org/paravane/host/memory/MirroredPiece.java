package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an address space that mirrors one of another process.
 *
 * @param start first address
 * @param end first address behind it
 * @param store number of its store, 0 for zero pages
 * @param view of the store; null if only the engine can reach it
 * @param offset where in the store {@code start} is
 */
public record MirroredPiece(long start, long end, int store, @Nullable MemorySegment view, long offset,
    GpuProtection protection) {
  Mapping mapping() {
    return protection.zero()
        ? new Mapping(start, end, null, MemoryAccess.ZEROS, 0, protection)
        : new Mapping(start, end, null, view, offset, protection, store);
  }
}
