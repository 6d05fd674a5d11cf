package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One contiguous piece of a GPU address space with one kind of rights; immutable.
 *
 * @param start first address
 * @param end first address behind it
 * @param allocation whose memory, null for zero
 * @param view host view of the store behind it; null if only the engine can reach it
 * @param viewOffset where in the view (and store) {@code start} is
 * @param store number of the store in a space that mirrors another, else 0
 */
record Mapping(long start, long end, @Nullable Allocation allocation, @Nullable MemorySegment view, long viewOffset,
    GpuProtection protection, int store) {
  /** A mapping of a space that is no mirror. */
  Mapping(long start, long end, @Nullable Allocation allocation, @Nullable MemorySegment view, long viewOffset,
      GpuProtection protection) {
    this(start, end, allocation, view, viewOffset, protection, 0);
  }

  /** The part of it in [from, to). */
  Mapping part(long from, long to) {
    return new Mapping(from, to, allocation, view, protection.zero() ? 0 : viewOffset + (from - start), protection,
        store);
  }

  /** Whether memory goes on here where it ends in another mapping, in addresses and in the store. */
  boolean continues(Mapping before) {
    return start == before.end && store == before.store
        && viewOffset == before.viewOffset + (before.end - before.start);
  }
}
