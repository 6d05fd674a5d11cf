package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One contiguous piece of a GPU address space with one kind of rights; immutable.
 *
 * @param start first address
 * @param end first address behind it
 * @param allocation whose memory, null for zero
 * @param store where the memory is; null for zero
 * @param view host view of the store behind it; null if only the engine can reach it
 * @param viewOffset where in the view (and store) {@code start} is
 */
record Mapping(long start, long end, @Nullable Allocation allocation, @Nullable PageStore store,
    @Nullable MemorySegment view, long viewOffset, GpuProtection protection) {

  /** As an engine elsewhere sees it. */
  MappingListener.MappedRun run() {
    return new MappingListener.MappedRun(start, end, store, viewOffset, protection);
  }

  /** The part of it in [from, to). */
  Mapping part(long from, long to) {
    return new Mapping(from, to, allocation, store, view, protection.zero() ? 0 : viewOffset + (from - start), protection);
  }
}
