package org.paravane.host.engine.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A small block of native memory that OpenCL reads parameters from and writes answers to. For one thread at a time. */
final class Native implements AutoCloseable {
  private static final long ALIGNMENT = 128;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  Native(long bytes) {
    memory = arena.allocate(bytes, ALIGNMENT);
  }

  MemorySegment segment() {
    return memory;
  }

  long address(long offset) {
    return memory.address() + offset;
  }

  int getInt(long offset) {
    return memory.get(ValueLayout.JAVA_INT, offset);
  }

  long getLong(long offset) {
    return memory.get(ValueLayout.JAVA_LONG, offset);
  }

  void setInt(long offset, int value) {
    memory.set(ValueLayout.JAVA_INT, offset, value);
  }

  void setLong(long offset, long value) {
    memory.set(ValueLayout.JAVA_LONG, offset, value);
  }

  @Override
  public void close() {
    arena.close();
  }
}
