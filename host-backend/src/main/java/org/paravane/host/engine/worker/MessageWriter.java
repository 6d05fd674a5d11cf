package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts a message together, field by field, in memory of its own that is used again for the next. One thread at a time. */
final class MessageWriter {
  static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  /** More than any message has. */
  private static final int ROOM = 32 << 10;

  private final MemorySegment memory = MemorySegment.ofArray(new long[ROOM / Long.BYTES]);
  private int at;

  /** Begins a message. */
  MessageWriter begin(int number) {
    at = 0;
    return u32(number);
  }

  MessageWriter u32(int value) {
    memory.set(U32, at, value);
    at += Integer.BYTES;
    return this;
  }

  MessageWriter u64(long value) {
    memory.set(U64, at, value);
    at += Long.BYTES;
    return this;
  }

  /** A text, cut to a number of UTF-8 bytes; a character that does not fit as a whole is left out. */
  MessageWriter text(String text, int mostBytes) {
    if (text.isEmpty()) {
      return u32(0);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = cut(bytes, mostBytes);
    u32(length);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, length);
    at += length;
    return this;
  }

  private static int cut(byte[] bytes, int mostBytes) {
    int length = Math.min(bytes.length, mostBytes);
    while (length > 0 && length < bytes.length && (bytes[length] & 0xc0) == 0x80) {
      length--;
    }
    return length;
  }

  MessageWriter bytes(MemorySegment bytes) {
    MemorySegment.copy(bytes, 0, memory, at, bytes.byteSize());
    at += (int) bytes.byteSize();
    return this;
  }

  MemorySegment memory() {
    return memory;
  }

  int length() {
    return at;
  }
}
