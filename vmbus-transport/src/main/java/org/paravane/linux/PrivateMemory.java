package org.paravane.linux;

import java.lang.foreign.MemorySegment;

/** Native memory of this process that costs only the pages which were touched. Where an arena would write zeroes into all of it first. */
public final class PrivateMemory implements AutoCloseable {
  private final MemorySegment memory;
  private boolean mapped = true;

  private PrivateMemory(MemorySegment memory) {
    this.memory = memory;
  }

  /** Maps that many bytes, all zero. */
  public static PrivateMemory map(long bytes) throws LinuxException {
    long address = Libc.mmap(0, bytes, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
    if (address < 0) {
      throw new LinuxException((int) -address, "mmap", "bytes=" + bytes);
    }
    return new PrivateMemory(MemorySegment.ofAddress(address).reinterpret(bytes));
  }

  /** The memory; not to be touched after {@link #close}. */
  public MemorySegment memory() {
    return memory;
  }

  /** Unmaps it. Only the thread that used it last may do this. Idempotent. */
  @Override
  public void close() {
    if (mapped) {
      mapped = false;
      Libc.munmap(memory.address(), memory.byteSize());
    }
  }
}
