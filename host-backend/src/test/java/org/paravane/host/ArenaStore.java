package org.paravane.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.memory.PageStore;

/** A store in ordinary memory that remembers what was asked of it and can be told to refuse. */
public final class ArenaStore implements PageStore {
  public boolean refuseGrowth;
  public boolean refuseDiscard;
  public final List<Long> growths = new ArrayList<>();
  public final List<long[]> discards = new ArrayList<>();
  private final MemorySegment memory;

  public ArenaStore(long capacityBytes) {
    memory = Arena.ofAuto().allocate(capacityBytes, PAGE_BYTES);
  }

  @Override
  public long capacityBytes() {
    return memory.byteSize();
  }

  @Override
  public MemorySegment hostView() {
    return memory;
  }

  @Override
  public Result<Long> grow(long bytes) {
    if (refuseGrowth) {
      return Result.failed(Errno.ENOMEM, "told to refuse");
    }
    growths.add(bytes);
    return Result.ok(bytes);
  }

  @Override
  public Result<Long> discard(long offset, long bytes) {
    if (refuseDiscard) {
      return Result.failed(Errno.EIO, "told to refuse");
    }
    discards.add(new long[]{offset, bytes});
    memory.asSlice(offset, bytes).fill((byte) 0);
    return Result.ok(bytes);
  }
}
