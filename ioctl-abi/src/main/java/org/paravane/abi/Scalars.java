package org.paravane.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Little-endian, unaligned access: the byte order of everything in this module. */
final class Scalars {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Scalars() {
  }

  static byte getByte(MemorySegment segment, long offset) {
    return segment.get(ValueLayout.JAVA_BYTE, offset);
  }

  static void putByte(MemorySegment segment, long offset, byte value) {
    segment.set(ValueLayout.JAVA_BYTE, offset, value);
  }

  static short getShort(MemorySegment segment, long offset) {
    return segment.get(SHORT, offset);
  }

  static void putShort(MemorySegment segment, long offset, short value) {
    segment.set(SHORT, offset, value);
  }

  static int getInt(MemorySegment segment, long offset) {
    return segment.get(INT, offset);
  }

  static void putInt(MemorySegment segment, long offset, int value) {
    segment.set(INT, offset, value);
  }

  static long getLong(MemorySegment segment, long offset) {
    return segment.get(LONG, offset);
  }

  static void putLong(MemorySegment segment, long offset, long value) {
    segment.set(LONG, offset, value);
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes. */
  static long get(MemorySegment segment, long offset, int size) {
    return switch (size) {
      case 1 -> Byte.toUnsignedLong(getByte(segment, offset));
      case 2 -> Short.toUnsignedLong(getShort(segment, offset));
      case 4 -> Integer.toUnsignedLong(getInt(segment, offset));
      case 8 -> getLong(segment, offset);
      default -> throw new IllegalArgumentException("no such unit: size=" + size);
    };
  }

  /** The low bytes of a number. */
  static void put(MemorySegment segment, long offset, int size, long value) {
    switch (size) {
      case 1 -> putByte(segment, offset, (byte) value);
      case 2 -> putShort(segment, offset, (short) value);
      case 4 -> putInt(segment, offset, (int) value);
      case 8 -> putLong(segment, offset, value);
      default -> throw new IllegalArgumentException("no such unit: size=" + size);
    }
  }
}
