package org.paravane.host.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Told every change of an address space, in order, by the thread that makes it and under the space's lock: it must neither wait nor
 * call the space.
 */
@FunctionalInterface
public interface MappingListener {
  /**
   * What is mapped in [from, to) is this now, and nothing else.
   *
   * @param pieces sorted, disjoint, inside the range
   */
  void replaced(long from, long to, List<MappedRun> pieces);

  /**
   * A piece of the space.
   *
   * @param start first address
   * @param end first address behind it
   * @param store where its memory is, null for zero pages
   * @param offset where in the store {@code start} is
   */
  record MappedRun(long start, long end, @Nullable PageStore store, long offset, GpuProtection protection) {
  }
}
