package org.paravane.host.engine.remote;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.memory.PageStore;

/**
 * The local segment of an adapter as a whole: a length, of which ranges are given out. The memory is each process's own.
 *
 * @param capacityBytes whole pages
 */
record NominalStore(long capacityBytes) implements PageStore {
  @Override
  public @Nullable MemorySegment hostView() {
    return null;
  }

  @Override
  public Result<Long> grow(long bytes) {
    return bytes <= capacityBytes
        ? Result.ok(capacityBytes)
        : Result.failed(Errno.ENOMEM, "local segment too small: wanted=" + bytes + ", capacity=" + capacityBytes);
  }

  @Override
  public Result<Long> discard(long offset, long bytes) {
    return Result.ok(bytes);
  }
}
