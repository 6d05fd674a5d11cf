package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.paravane.abi.ioctl.Unlock2;

/** The component types that stand for C arrays: immutable, equal by content. */
class ArraysTest {

  @Nested
  class ByteRuns {
    @Test
    void areCopiesInAndOut() {
      byte[] source = {1, 2, 3};
      Bytes bytes = Bytes.of(source);
      source[0] = 9;
      bytes.toArray()[1] = 9;
      assertThat(bytes).isEqualTo(Bytes.of((byte) 1, (byte) 2, (byte) 3))
          .hasSameHashCodeAs(Bytes.of((byte) 1, (byte) 2, (byte) 3));
      assertThat(bytes.get(0)).isEqualTo((byte) 1);
      assertThat(bytes.segment().isReadOnly()).isTrue();
      assertThat(bytes).isNotEqualTo(Bytes.of((byte) 1)).isNotEqualTo(source);
    }

    @Test
    void holdLittleEndianNumbers() {
      Bytes bytes = Bytes.zero(12).withU32(1, 0x01020304).withU64(4, 0x1112131415161718L);
      assertThat(bytes.u32(0)).isEqualTo(0x02030400);
      assertThat(bytes.u64(4)).isEqualTo(0x1112131415161718L);
      assertThatThrownBy(() -> bytes.u64(5)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bytes.withU32(9, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void holdStructs() {
      Unlock2 unlock = new Unlock2(new Handle(1), new Handle(2));
      Bytes bytes = Bytes.of(unlock, 10);
      assertThat(bytes.length()).isEqualTo(10);
      assertThat(bytes.as(Unlock2.class)).isEqualTo(unlock);
      assertThat(bytes.parse(Unlock2.class)).isEqualTo(Result.ok(unlock));
      assertThat(Bytes.zero(7).parse(Unlock2.class)).isInstanceOf(Result.Failed.class);
      assertThatThrownBy(() -> Bytes.of(unlock, 7)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void holdText() {
      assertThat(Bytes.text("saxpy", 8)).isEqualTo(Bytes.of("saxpy\0\0\0".getBytes(StandardCharsets.US_ASCII)));
      assertThat(Bytes.text("saxpy", 8).text()).isEqualTo("saxpy");
      assertThat(Bytes.text("saxpy", 4).text()).isEqualTo("sax");
      assertThat(Bytes.text("aä", 3).text()).isEqualTo("a");
      assertThat(Bytes.of((byte) 'x', (byte) 'y').text()).isEqualTo("xy");
    }

    @Test
    void areShownAbridged() {
      assertThat(Bytes.of((byte) 0xab, (byte) 1)).hasToString("Bytes[2]ab01");
      assertThat(Bytes.zero(40)).hasToString("Bytes[40]" + "00".repeat(32) + "…");
    }
  }

  @Nested
  class Handles {
    @Test
    void areListsOfAFixedLength() {
      HandleArray handles = HandleArray.padded(3, new Handle(4), new Handle(5));
      assertThat(handles.length()).isEqualTo(3);
      assertThat(handles.list(2)).containsExactly(new Handle(4), new Handle(5));
      assertThat(handles.list()).hasSize(3).last().isEqualTo(Handle.NONE);
      assertThat(handles).isEqualTo(HandleArray.of(new Handle(4), new Handle(5), Handle.NONE))
          .hasToString("[0x4, 0x5, 0x0]");
      assertThat(handles).hasSameHashCodeAs(HandleArray.of(handles.list()));
      assertThatIllegalArgumentException().isThrownBy(() -> HandleArray.padded(1, Handle.NONE, Handle.NONE))
          .withMessage("too many handles: length=1, handles=2");
    }
  }

  @Nested
  class Numbers {
    @Test
    void of32Bits() {
      U32Array numbers = U32Array.padded(3, 1, 2);
      numbers.toArray()[0] = 9;
      assertThat(numbers).isEqualTo(U32Array.of(1, 2, 0)).hasToString("[1, 2, 0]")
          .hasSameHashCodeAs(U32Array.of(1, 2, 0));
      assertThat(numbers.get(1)).isEqualTo(2);
      assertThat(U32Array.zero(2)).isEqualTo(U32Array.of(0, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> U32Array.padded(1, 1, 2));
    }

    @Test
    void of64Bits() {
      U64Array numbers = U64Array.padded(3, 1, 2);
      numbers.toArray()[0] = 9;
      assertThat(numbers).isEqualTo(U64Array.of(1, 2, 0)).hasToString("[1, 2, 0]")
          .hasSameHashCodeAs(U64Array.of(1, 2, 0));
      assertThat(numbers.get(1)).isEqualTo(2);
      assertThat(U64Array.zero(2)).isEqualTo(U64Array.of(0, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> U64Array.padded(1, 1, 2));
    }
  }

  @Nested
  class WideText {
    @Test
    void endsAtTheFirstZero() {
      Utf16 text = Utf16.of("Größe", 8);
      assertThat(text.text()).isEqualTo("Größe");
      assertThat(text.length()).isEqualTo(8);
      assertThat(text).hasToString("\"Größe\"").isEqualTo(Utf16.of("Größe", 8)).isNotEqualTo(Utf16.of("Größe", 9));
      assertThat(text).hasSameHashCodeAs(Utf16.of("Größe", 8));
    }

    @Test
    void isCutSoThatAZeroFits() {
      assertThat(Utf16.of("abcdef", 4).text()).isEqualTo("abc");
    }

    @Test
    void withoutZeroIsTheWholeArray() {
      MemorySegment segment = MemorySegment.ofArray(new byte[]{'a', 0, 'b', 0});
      assertThat(Utf16.read(segment, 0, 2).text()).isEqualTo("ab");
      byte[] copy = new byte[5];
      Utf16.read(segment, 0, 2).write(MemorySegment.ofArray(copy), 1);
      assertThat(MemorySegment.ofArray(copy).get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) 'b');
    }
  }
}
