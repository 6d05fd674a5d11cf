package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes between this process and buffers of a queue's accelerator. Mapped buffers are read and written in place; others are
 * reached by copy packets through a mapped buffer of two halves, so that one is filled while the engine works on the other. For one
 * thread at a time.
 */
final class Transfers implements AutoCloseable {
  private static final long HALF_BYTES = 1 << 20;

  private final Accelerator accelerator;
  private final Queue queue;
  private @Nullable Buffer staging;

  Transfers(Accelerator accelerator, Queue queue) {
    this.accelerator = accelerator;
    this.queue = queue;
  }

  void upload(MemorySegment from, Buffer to, long offset) {
    to.gpuAddress(offset, from.byteSize());
    if (to.kind() == BufferKind.MAPPED) {
      queue.finish();
      to.memory().asSlice(offset, from.byteSize()).copyFrom(from);
      return;
    }
    Buffer through = staging();
    long[] tickets = new long[2];
    int half = 0;
    for (long done = 0; done < from.byteSize(); half ^= 1) {
      long bytes = Math.min(HALF_BYTES, from.byteSize() - done);
      queue.await(tickets[half]);
      through.memory().asSlice(half * HALF_BYTES, bytes).copyFrom(from.asSlice(done, bytes));
      tickets[half] = queue.copy(through, half * HALF_BYTES, to, offset + done, bytes).submit();
      done += bytes;
    }
    queue.finish();
  }

  void download(Buffer from, long offset, MemorySegment to) {
    from.gpuAddress(offset, to.byteSize());
    if (from.kind() == BufferKind.MAPPED) {
      queue.finish();
      to.copyFrom(from.memory().asSlice(offset, to.byteSize()));
      return;
    }
    Buffer through = staging();
    long asked = 0;
    long got = 0;
    long[] tickets = new long[2];
    for (int half = 0; got < to.byteSize(); half ^= 1) {
      while (asked < to.byteSize() && asked - got < 2 * HALF_BYTES) {
        int into = (int) (asked / HALF_BYTES & 1);
        long bytes = Math.min(HALF_BYTES, to.byteSize() - asked);
        tickets[into] = queue.copy(from, offset + asked, through, into * HALF_BYTES, bytes).submit();
        asked += bytes;
      }
      long bytes = Math.min(HALF_BYTES, to.byteSize() - got);
      queue.await(tickets[half]);
      to.asSlice(got, bytes).copyFrom(through.memory().asSlice(half * HALF_BYTES, bytes));
      got += bytes;
    }
  }

  private Buffer staging() {
    Buffer made = staging;
    if (made == null) {
      made = accelerator.newBuffer(2 * HALF_BYTES, BufferKind.MAPPED);
      staging = made;
    }
    return made;
  }

  @Override
  public void close() {
    Buffer made = staging;
    if (made != null) {
      made.release();
    }
  }
}
