package org.paravane.tests.storm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;

/**
 * Memory that random requests point into. Behind its first part there is address space without memory: whatever reaches too
 * far is an EFAULT and never somebody else's bytes.
 */
final class CallerBuffer implements AutoCloseable {
  static final int SIZE = 1 << 20;
  private static final long RESERVED = 64L << 20;

  private final Memfd memory;
  private final SharedMapping mapping;

  CallerBuffer() throws LinuxException {
    memory = Memfd.create("paravane-storm", SIZE);
    mapping = memory.map(RESERVED);
  }

  /** The part with memory. */
  MemorySegment bytes() {
    return mapping.segment().asSlice(0, SIZE);
  }

  long address() {
    return mapping.segment().address();
  }

  /** An address that may be good, at the end of the good ones, behind them, null, or nonsense. */
  long pointer(SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> address() + SIZE - random.nextInt(64);
      case 3 -> address() + SIZE + random.nextInt(4096);
      case 4 -> address() + random.nextInt(SIZE);
      case 5 -> -1L - random.nextInt(4096);
      default -> address() + 8L * random.nextInt(SIZE / 16);
    };
  }

  /** Spreads handles and small numbers over the good part, so that arrays in it make sense now and then. */
  void scatter(SplittableRandom random, HandlePool handles) {
    MemorySegment bytes = bytes();
    for (int i = 0; i < 256; i++) {
      long offset = 8L * random.nextInt(SIZE / 8);
      bytes.set(ValueLayout.JAVA_INT, offset, handles.any(random));
      bytes.set(ValueLayout.JAVA_INT, offset + 4, random.nextBoolean() ? handles.any(random) : random.nextInt(64));
    }
  }

  @Override
  public void close() {
    mapping.close();
    memory.close();
  }
}
