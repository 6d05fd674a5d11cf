package org.paravane.abi.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U32Array;
import org.paravane.abi.U64Array;

/**
 * Dumps that can be checked by hand: lines of offset, bytes and what they are; everything else is zero. The bytes of a struct
 * count up from 01, so that each field has another value and a swapped byte shows. {@code 05..*16} are 16 bytes from 05 on; the
 * count starts again at 01 after ff.
 */
final class Golden {
  private static final HexFormat HEX = HexFormat.of();

  private Golden() {
  }

  /** The bytes of a dump. */
  static byte[] bytes(int length, String dump) {
    byte[] bytes = new byte[length];
    int end = 0;
    for (String line : dump.lines().filter(text -> !text.isBlank()).toList()) {
      String[] words = line.strip().split(" +", 3);
      int offset = HexFormat.fromHexDigits(words[0]);
      byte[] value = words[1].contains("..*") ? run(words[1]) : HEX.parseHex(words[1]);
      assertThat(offset).as("overlap in the dump: line=%s", line).isGreaterThanOrEqualTo(end);
      end = offset + value.length;
      System.arraycopy(value, 0, bytes, offset, value.length);
    }
    return bytes;
  }

  private static byte[] run(String word) {
    int dots = word.indexOf("..*");
    return sequence(Integer.parseInt(word.substring(dots + 3)), HexFormat.fromHexDigits(word, 0, dots)).toArray();
  }

  /** The record has exactly the bytes of the dump, and the bytes are exactly the record. */
  static <T extends Record> void assertGolden(int length, T record, String dump) {
    assertGolden(-1, length, record, dump);
  }

  /** As above, for a message that does not say itself how many elements it has. */
  static <T extends Record> void assertGolden(int elements, int length, T record, String dump) {
    byte[] expected = bytes(length, dump);
    StructCodec<T> codec = StructCodec.ofValue(record);
    assertThat(HEX.formatHex(codec.encode(record))).isEqualTo(HEX.formatHex(expected));
    assertThat(codec.encodedLength(record)).isEqualTo(length);
    if (elements < 0 && codec.isVariable()) {
      assertParsed(record, codec.parse(expected), length, expected);
    } else {
      assertThat(codec.parse(MemorySegment.ofArray(expected), elements)).isEqualTo(Result.ok(record));
    }
  }

  /** A part that takes the rest also takes the padding of the message, so what was read is compared by its bytes. */
  private static <T extends Record> void assertParsed(T record, Result<T> parsed, int length, byte[] expected) {
    assertThat(parsed).isInstanceOfSatisfying(Result.Ok.class, ok -> {
      T read = cast(record, ok.value());
      byte[] again = StructCodec.ofValue(read).encode(read);
      assertThat(HEX.formatHex(Arrays.copyOf(again, length))).isEqualTo(HEX.formatHex(expected));
    });
  }

  @SuppressWarnings("unchecked")
  private static <T extends Record> T cast(T like, Object value) {
    return (T) like.getClass().cast(value);
  }

  /** Bytes that count up. */
  static Bytes sequence(int length, int first) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((first - 1 + i) % 255 + 1);
    }
    return Bytes.of(bytes);
  }

  /** Handles whose bytes count up. */
  static HandleArray handles(int length, int first) {
    Bytes bytes = sequence(4 * length, first);
    Handle[] handles = new Handle[length];
    for (int i = 0; i < length; i++) {
      handles[i] = new Handle(bytes.u32(4 * i));
    }
    return HandleArray.of(handles);
  }

  /** Numbers whose bytes count up. */
  static U32Array ints(int length, int first) {
    Bytes bytes = sequence(4 * length, first);
    int[] ints = new int[length];
    for (int i = 0; i < length; i++) {
      ints[i] = bytes.u32(4 * i);
    }
    return U32Array.of(ints);
  }

  /** Numbers whose bytes count up. */
  static U64Array longs(int length, int first) {
    Bytes bytes = sequence(8 * length, first);
    long[] longs = new long[length];
    for (int i = 0; i < length; i++) {
      longs[i] = bytes.u64(8 * i);
    }
    return U64Array.of(longs);
  }
}
