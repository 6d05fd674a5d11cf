package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Result;

/** Makes pages read as zero before they change owner. */
final class Scrubber {
  private Scrubber() {
  }

  /** Discards the pages, or overwrites them if they cannot be discarded. */
  static Result<Long> scrub(PageStore store, long offset, long bytes) {
    Result<Long> discarded = store.discard(offset, bytes);
    MemorySegment view = store.hostView();
    if (discarded instanceof Result.Failed<Long> && view != null && view.scope().isAlive()) {
      view.asSlice(offset, bytes).fill((byte) 0);
      return Result.ok(bytes);
    }
    return discarded;
  }
}
