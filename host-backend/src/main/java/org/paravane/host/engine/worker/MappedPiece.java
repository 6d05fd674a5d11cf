package org.paravane.host.engine.worker;

import org.paravane.host.memory.GpuProtection;

/**
 * A piece of a GPU address space.
 *
 * @param start first address
 * @param end first address behind it
 * @param store which store its memory is in; {@link #ZEROS} for none
 * @param storeOffset where in the store {@code start} is
 */
public record MappedPiece(long start, long end, int store, long storeOffset, GpuProtection protection) {
  /** The store of zero pages. */
  public static final int ZEROS = 0;
}
