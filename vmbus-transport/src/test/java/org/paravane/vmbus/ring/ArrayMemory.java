package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The smallest memory that a ring can run over: any size, one thread. */
final class ArrayMemory implements RingMemory {
  private final RingSize size;
  private final int[] control = new int[17];
  private final long[] data;

  ArrayMemory(int dataBytes) {
    size = new RingSize(dataBytes);
    data = new long[dataBytes / 8];
    control[16] = 1;
  }

  long[] data() {
    return data;
  }

  @Override
  public RingSize size() {
    return size;
  }

  @Override
  public int loadAcquire(int field) {
    return control[field / 4];
  }

  @Override
  public void storeRelease(int field, int value) {
    control[field / 4] = value;
  }

  @Override
  public long loadUnit(int index) {
    return data[index / 8];
  }

  @Override
  public void storeUnit(int index, long value) {
    data[index / 8] = value;
  }

  @Override
  public void read(int index, MemorySegment to, long toOffset, int bytes) {
    for (int i = 0; i < bytes; i++) {
      int at = (index + i) % size.dataBytes();
      to.set(ValueLayout.JAVA_BYTE, toOffset + i, (byte) (data[at / 8] >>> (at % 8 * 8)));
    }
  }

  @Override
  public void write(MemorySegment from, long fromOffset, int index, int bytes) {
    for (int i = 0; i < bytes; i++) {
      int at = (index + i) % size.dataBytes();
      long mask = 0xffL << (at % 8 * 8);
      long value = (from.get(ValueLayout.JAVA_BYTE, fromOffset + i) & 0xffL) << (at % 8 * 8);
      data[at / 8] = (data[at / 8] & ~mask) | value;
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(control);
  }
}
