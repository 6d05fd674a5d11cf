package org.paravane.abi;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of bytes: a C {@code char} or {@code u8} array, the bytes of a union, or private data. */
public final class Bytes {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of an array. */
  public static Bytes of(byte... content) {
    return new Bytes(content.clone());
  }

  /** A copy of a part of a segment. */
  public static Bytes copyOf(MemorySegment segment, long offset, long length) {
    byte[] copy = new byte[Math.toIntExact(length)];
    MemorySegment.copy(segment, offset, MemorySegment.ofArray(copy), 0, length);
    return new Bytes(copy);
  }

  /** That many zero bytes. */
  public static Bytes zero(int length) {
    return new Bytes(new byte[length]);
  }

  /** A struct record, followed by zero bytes up to a length. */
  public static Bytes of(Record struct, int length) {
    byte[] content = new byte[length];
    StructCodec.ofValue(struct).write(struct, MemorySegment.ofArray(content), 0);
    return new Bytes(content);
  }

  /** Zero-terminated UTF-8 text in an array of a length, cut at a character so that the zero fits. */
  public static Bytes text(String text, int length) {
    byte[] content = new byte[length];
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
    encoder.encode(CharBuffer.wrap(text), ByteBuffer.wrap(content, 0, length - 1), true);
    return new Bytes(content);
  }

  /** The UTF-8 text before the first zero. */
  public String text() {
    int end = 0;
    while (end < content.length && content[end] != 0) {
      end++;
    }
    return new String(content, 0, end, StandardCharsets.UTF_8);
  }

  public int length() {
    return content.length;
  }

  public byte get(int index) {
    return content[index];
  }

  /** The little-endian number at an offset. */
  public int u32(int offset) {
    return Scalars.getInt(MemorySegment.ofArray(content), offset);
  }

  /** The little-endian number at an offset. */
  public long u64(int offset) {
    return Scalars.getLong(MemorySegment.ofArray(content), offset);
  }

  /** A copy with another number at an offset. */
  public Bytes withU32(int offset, int value) {
    byte[] copy = content.clone();
    Scalars.putInt(MemorySegment.ofArray(copy), offset, value);
    return new Bytes(copy);
  }

  /** A copy with another number at an offset. */
  public Bytes withU64(int offset, long value) {
    byte[] copy = content.clone();
    Scalars.putLong(MemorySegment.ofArray(copy), offset, value);
    return new Bytes(copy);
  }

  /** The struct that these bytes begin with; there must be enough of them. */
  public <T extends Record> T as(Class<T> type) {
    return StructCodec.of(type).read(MemorySegment.ofArray(content), 0);
  }

  /** The struct that these bytes begin with, or why they are none. */
  public <T extends Record> Result<T> parse(Class<T> type) {
    return StructCodec.of(type).parse(MemorySegment.ofArray(content));
  }

  public byte[] toArray() {
    return content.clone();
  }

  /** A read-only view. */
  public MemorySegment segment() {
    return MemorySegment.ofArray(content).asReadOnly();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    int shown = Math.min(content.length, 32);
    String hex = HexFormat.of().formatHex(content, 0, shown);
    return "Bytes[" + content.length + "]" + hex + (shown < content.length ? "…" : "");
  }
}
