package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The value of a fence, in memory that the host writes and we watch. */
final class FenceWord implements AutoCloseable {
  private static final VarHandle VALUE = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment word;
  private volatile boolean closed;

  private FenceWord(NodeCalls calls, long mapOffset) {
    try {
      this.word = calls.map(mapOffset, Long.BYTES, arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Maps the word at an offset that an ioctl named. */
  static FenceWord map(NodeCalls calls, long mapOffset) {
    return new FenceWord(calls, mapOffset);
  }

  /** The value now. */
  long value() {
    return read(word, 0);
  }

  /** Whether the value is reached; values only grow and are unsigned. */
  boolean reached(long value) {
    return Long.compareUnsigned(value(), value) >= 0;
  }

  /** Reads a word that an engine or the host writes. SYNC: pairs with their release store. */
  static long read(MemorySegment memory, long offset) {
    return (long) VALUE.getAcquire(memory, offset);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
