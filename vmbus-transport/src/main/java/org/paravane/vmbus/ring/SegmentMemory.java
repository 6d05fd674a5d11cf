package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A ring that lies in one piece: shared memory in production, any memory in tests. */
final class SegmentMemory implements RingMemory {
  private static final ValueLayout.OfLong UNIT = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle()
      .withInvokeExactBehavior();

  private final MemorySegment control;
  private final MemorySegment data;
  private final RingSize size;

  SegmentMemory(MemorySegment ring) {
    long dataBytes = ring.byteSize() - RingLayout.PAGE;
    if (dataBytes <= 0 || dataBytes % RingLayout.PAGE != 0 || dataBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("ring is not a control page and whole data pages: bytes=" + ring.byteSize());
    }
    control = ring.asSlice(0, RingLayout.PAGE, RingLayout.UNIT);
    data = ring.asSlice(RingLayout.PAGE, dataBytes, RingLayout.UNIT);
    size = new RingSize((int) dataBytes);
  }

  @Override
  public RingSize size() {
    return size;
  }

  @Override
  public int loadAcquire(int field) {
    return (int) WORD.getAcquire(control, (long) field);
  }

  @Override
  public void storeRelease(int field, int value) {
    WORD.setRelease(control, (long) field, value);
  }

  @Override
  public long loadUnit(int index) {
    return data.get(UNIT, index);
  }

  @Override
  public void storeUnit(int index, long value) {
    data.set(UNIT, index, value);
  }

  @Override
  public void read(int index, MemorySegment to, long toOffset, int bytes) {
    int first = Math.min(bytes, size.dataBytes() - index);
    MemorySegment.copy(data, index, to, toOffset, first);
    if (first < bytes) {
      MemorySegment.copy(data, 0, to, toOffset + first, bytes - first);
    }
  }

  @Override
  public void write(MemorySegment from, long fromOffset, int index, int bytes) {
    int first = Math.min(bytes, size.dataBytes() - index);
    MemorySegment.copy(from, fromOffset, data, index, first);
    if (first < bytes) {
      MemorySegment.copy(from, fromOffset + first, data, 0, bytes - first);
    }
  }
}
