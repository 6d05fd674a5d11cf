package org.paravane.host.engine.opencl;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.linux.SharedMapping;

/**
 * A store as this worker has it.
 *
 * @param mapping of all of its capacity; null if it lives on the device alone
 * @param local whether no CPU of the guest sees it
 */
record WorkerStore(int number, @Nullable SharedMapping mapping, long capacityBytes, boolean local) {
  /** What spans of addresses point into; null if only the device can reach it. */
  @Nullable
  MemorySegment view() {
    return mapping == null ? null : mapping.segment();
  }

  long hostAddress(long offset) {
    return Objects.requireNonNull(mapping).segment().address() + offset;
  }
}
