package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Describes a C struct in a test the way its header does: offset, size, name and value of each field, all literal. What no field
 * covers is zero. {@link #reread} then compares the bytes and reads the record back from the description alone.
 *
 * @param <T> the record
 */
public final class Struct<T extends Record> {
  private final T record;
  private final byte[] expected;
  private final byte[] covered;

  private Struct(T record, int size) {
    this.record = record;
    this.expected = new byte[size];
    this.covered = new byte[size];
  }

  /** A struct of a size in bytes that a record should become. */
  public static <T extends Record> Struct<T> of(T record, int size) {
    return new Struct<>(record, size);
  }

  /** A record from bytes that count up from one, for the tests that change one component. */
  public static <T extends Record> T counting(Class<T> type) {
    StructCodec<T> codec = StructCodec.of(type);
    return codec.decode(bytes(codec.size(), 1).toArray());
  }

  /** A field of 1, 2, 4 or 8 bytes, little endian. */
  public Struct<T> has(int offset, int size, String name, long value) {
    for (int i = 0; i < size; i++) {
      assertThat(covered[offset + i]).as("fields overlap: name=%s, offset=%s", name, offset + i).isZero();
      covered[offset + i] = (byte) 0xff;
    }
    put(expected, offset, size, value);
    return this;
  }

  /** Bits of a storage unit, both ends included. */
  public Struct<T> bits(int offset, int size, int first, int last, String name, long value) {
    for (int bit = first; bit <= last; bit++) {
      int at = offset + bit / 8;
      int mask = 1 << (bit % 8);
      assertThat(bit).as("bit is outside its unit: name=%s", name).isLessThan(8 * size);
      assertThat(covered[at] & mask).as("bits overlap: name=%s, bit=%s", name, bit).isZero();
      covered[at] = (byte) (covered[at] | mask);
      if (((value >>> (bit - first)) & 1) != 0) {
        expected[at] = (byte) (expected[at] | mask);
      }
    }
    return this;
  }

  /** An array whose elements count up by one. */
  public Struct<T> counts(int offset, int length, int elementSize, String name, long first) {
    for (int i = 0; i < length; i++) {
      has(offset + i * elementSize, elementSize, name + "[" + i + "]", first + i);
    }
    return this;
  }

  /** UTF-16 text; the zeros behind it are not described. */
  public Struct<T> text(int offset, String name, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_16LE);
    for (int i = 0; i < content.length; i++) {
      has(offset + i, 1, name, content[i]);
    }
    return this;
  }

  /** The record becomes exactly these bytes; what the bytes become is returned, for its accessors to be compared. */
  public T reread() {
    StructCodec<T> codec = StructCodec.ofValue(record);
    assertThat(HexFormat.of().formatHex(codec.encode(record))).isEqualTo(HexFormat.of().formatHex(expected));
    return codec.decode(expected);
  }

  /** The record is the other one but for one field, which has this value. */
  public void differs(T before, int offset, int size, long value) {
    StructCodec<T> codec = StructCodec.ofValue(record);
    byte[] changed = codec.encode(before);
    assertThat(changed).hasSize(expected.length);
    put(changed, offset, size, value);
    assertThat(HexFormat.of().formatHex(codec.encode(record))).isEqualTo(HexFormat.of().formatHex(changed));
  }

  private static void put(byte[] bytes, int offset, int size, long value) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (size) {
      case 1 -> buffer.put(offset, (byte) value);
      case 2 -> buffer.putShort(offset, (short) value);
      case 4 -> buffer.putInt(offset, (int) value);
      case 8 -> buffer.putLong(offset, value);
      default -> throw new IllegalArgumentException("no such field size: size=" + size);
    }
  }

  /** Bytes that count up. */
  public static Bytes bytes(int length, int first) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return Bytes.of(bytes);
  }

  /** Handles that count up. */
  public static HandleArray handles(int length, int first) {
    Handle[] handles = new Handle[length];
    for (int i = 0; i < length; i++) {
      handles[i] = new Handle(first + i);
    }
    return HandleArray.of(handles);
  }

  /** Numbers that count up. */
  public static U32Array u32s(int length, int first) {
    int[] numbers = new int[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = first + i;
    }
    return U32Array.of(numbers);
  }

  /** Numbers that count up. */
  public static U64Array u64s(int length, long first) {
    long[] numbers = new long[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = first + i;
    }
    return U64Array.of(numbers);
  }
}
