package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One contiguous piece of a GPU address space with one kind of rights; immutable.
 *
 * @param start first address
 * @param end first address behind it
 * @param allocation whose memory, null for zero
 * @param store where the memory is; null for zero, and in a space that mirrors another
 * @param view host view of the store behind it; null if only the engine can reach it
 * @param viewOffset where in the view (and store) {@code start} is
 * @param storeNumber number of the store in a space that mirrors another, else 0
 */
record Mapping(long start, long end, @Nullable Allocation allocation, @Nullable PageStore store,
    @Nullable MemorySegment view, long viewOffset, GpuProtection protection, int storeNumber) {
  /** A mapping of a space that is no mirror. */
  Mapping(long start, long end, @Nullable Allocation allocation, @Nullable PageStore store,
      @Nullable MemorySegment view, long viewOffset, GpuProtection protection) {
    this(start, end, allocation, store, view, viewOffset, protection, 0);
  }

  /** As an engine elsewhere sees it. */
  MappingListener.MappedRun run() {
    return new MappingListener.MappedRun(start, end, store, viewOffset, protection);
  }

  /** The part of it in [from, to). */
  Mapping part(long from, long to) {
    return new Mapping(from, to, allocation, store, view, protection.zero() ? 0 : viewOffset + (from - start),
        protection, storeNumber);
  }

  /** Whether memory goes on here where it ends in another mapping, in addresses and in the store. */
  boolean continues(Mapping before) {
    return start == before.end && storeNumber == before.storeNumber
        && viewOffset == before.viewOffset + (before.end - before.start);
  }
}
