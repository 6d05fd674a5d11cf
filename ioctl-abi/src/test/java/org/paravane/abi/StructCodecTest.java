package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The codec on structs made for it: each says what gcc does with the same members. */
class StructCodecTest {
  private static final HexFormat HEX = HexFormat.of();

  private static <T extends Record> void assertTravels(T record, String hex) {
    StructCodec<T> codec = StructCodec.ofValue(record);
    assertThat(HEX.formatHex(codec.encode(record))).isEqualTo(hex);
    assertThat(codec.decode(HEX.parseHex(hex))).isEqualTo(record);
  }

  @Nested
  class Alignment {
    @CStruct(name = "gaps", size = 24)
    public record Gaps(byte first, short second, byte third, int fourth, long fifth) {
    }

    @Test
    void eachMemberIsAlignedToItsSize() {
      assertThat(StructCodec.of(Gaps.class).fields()).extracting(CField::offset).containsExactly(0, 2, 4, 8, 16);
      assertTravels(new Gaps((byte) 1, (short) 0x0203, (byte) 4, 0x05060708, 0x090a0b0c0d0e0f10L),
          "0100030204000000080706050000000" + "0100f0e0d0c0b0a09");
    }

    @CStruct(name = "tail", size = 16)
    public record Tail(long wide, byte narrow) {
    }

    @Test
    void sizeIsAMultipleOfTheLargestAlignment() {
      assertThat(StructCodec.of(Tail.class).size()).isEqualTo(16);
      assertThat(StructCodec.of(Tail.class).layout().align()).isEqualTo(8);
      assertTravels(new Tail(1, (byte) 2), "01000000000000000200000000000000");
    }

    @CStruct(name = "packed4", size = 12, pack = 4)
    public record Packed(int first, long second) {
    }

    @CStruct(name = "packed1", size = 11, pack = 1)
    public record Tight(byte first, long second, short third) {
    }

    @Test
    void packCapsTheAlignment() {
      assertThat(StructCodec.of(Packed.class).layout().field("second").offset()).isEqualTo(4);
      assertThat(StructCodec.of(Tight.class).layout().align()).isEqualTo(1);
      assertTravels(new Tight((byte) 1, 2, (short) 3), "0102000000000000000300");
    }

    @CStruct(name = "outer", size = 24)
    public record Outer(byte first, Tail inner) {
    }

    @Test
    void aStructIsAlignedLikeItsWidestMember() {
      assertThat(StructCodec.of(Outer.class).layout().field("inner.narrow").offset()).isEqualTo(16);
      assertTravels(new Outer((byte) 9, new Tail(1, (byte) 2)),
          "0900000000000000" + "0100000000000000" + "0200000000000000");
    }

    @CStruct(name = "scalars", size = 40)
    public record Scalar(Handle handle, Luid luid, NtStatus status, Guid guid, boolean flag, float number) {
    }

    @Test
    void luidAndGuidAreAlignedToFourBytes() {
      assertThat(StructCodec.of(Scalar.class).fields()).filteredOn(field -> !field.name().startsWith("guid."))
          .extracting(CField::offset).containsExactly(0, 4, 12, 16, 32, 36);
      assertTravels(
          new Scalar(new Handle(0x40000001), new Luid(1, 2), NtStatus.PENDING,
              Guid.parse("6e382d18-3336-4f4b-acc4-2b7703d4df4a"), true, 1.5f),
          "01000040" + "0100000002000000" + "03010000" + "182d386e36334b4facc42b7703d4df4a" + "01000000" + "0000c03f");
    }
  }

  @Nested
  class BitFields {
    @CStruct(name = "bits", size = 12)
    public record Mixed(
        @Bits(3) int low,
        @Bits(1) boolean flag,
        @Bits(28) int high,
        @Bits(20) int next,
        @Bits(20) int overflow) {
    }

    @Test
    void fieldsFillAUnitFromTheLowestBit() {
      assertThat(StructCodec.of(Mixed.class).fields()).extracting(field -> field.offset() + ":" + field.bits())
          .containsExactly("0:0-2", "0:3-3", "0:4-31", "4:0-19", "8:0-19");
      assertTravels(new Mixed(5, true, 0xabcdef1, 0x12345, 0x54321), "1defcdab" + "45230100" + "21430500");
    }

    @CStruct(name = "units", size = 16)
    public record Units(
        @Bits(value = 4, in = byte.class) int inByte,
        @Bits(value = 4, in = short.class) int inShort,
        @Bits(value = 40, in = long.class) long inLong,
        @Bits(value = 24, in = long.class) int rest) {
    }

    @Test
    void anotherUnitTypeStartsAnotherUnit() {
      assertThat(StructCodec.of(Units.class).fields()).extracting(field -> field.type() + "@" + field.offset())
          .containsExactly("u8@0", "u16@2", "u64@8", "u64@8");
      assertTravels(new Units(0xf, 0xe, 0x123456789aL, 0xfedcba), "0f000e0000000000" + "9a78563412badcfe");
    }

    @CStruct(name = "full", size = 16)
    public record Full(@Bits(32) int word, @Bits(value = 64, in = long.class) long wide) {
    }

    @Test
    void aFieldMayBeAsWideAsItsUnit() {
      assertTravels(new Full(0xffffffff, -2L), "ffffffff00000000" + "feffffffffffffff");
    }

    @Test
    void valuesAreCutToTheirWidth() {
      byte[] bytes = StructCodec.of(Mixed.class).encode(new Mixed(0xff, false, 0, -1, 0));
      assertThat(HEX.formatHex(bytes)).isEqualTo("07000000" + "ffff0f00" + "00000000");
    }

    @CStruct(name = "whole", size = 4)
    public record Named(@Whole("value") @Bits(1) boolean first, @Unnamed @Bits(31) int rest) implements FlagWord {
    }

    @Test
    void aUnitMayHaveANameAndUnnamedBits() {
      assertThat(StructCodec.of(Named.class).fields()).extracting(CField::name).containsExactly("first", "value");
      assertThat(FlagWord.of(Named.class, 0x80000001)).isEqualTo(new Named(true, 0x40000000));
      assertThat(new Named(true, 0x40000000).value()).isEqualTo(0x80000001);
    }

    @Test
    void aFlagIsSetByItsName() {
      assertThat(FlagWord.set(FlagWord.of(Named.class, 0x10), Named.class, "first").value()).isEqualTo(0x11);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FlagWord.set(FlagWord.of(Named.class, 0), Named.class, "value"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FlagWord.set(FlagWord.of(Named.class, 0), Named.class, "none"));
    }
  }

  @Nested
  class Unions {
    @CStruct(name = "view", size = 8)
    public record View(short first, int second) {
    }

    @CStruct(name = "choice", size = 24)
    public record Choice(
        int type,
        @Union({
            @Member(name = "number", type = long.class), @Member(name = "view", type = View.class),
            @Member(name = "text", type = byte.class, character = true, length = 12)}) Bytes body) {
    }

    @Test
    void membersOverlapAndTheLongestDecidesTheSize() {
      StructLayout layout = StructCodec.of(Choice.class).layout();
      assertThat(layout.fields()).extracting(CField::name).containsExactly("type", "number", "view", "view.first",
          "view.second", "text");
      assertThat(layout.fields().subList(1, 6)).extracting(CField::offset).containsExactly(8, 8, 8, 12, 8);
      assertThat(layout.field("text").type()).isEqualTo("char[12]");
      Choice choice = new Choice(1, Bytes.of(new View((short) 2, 3), 16));
      assertTravels(choice, "0100000000000000" + "0200000003000000" + "0000000000000000");
      assertThat(choice.body().as(View.class)).isEqualTo(new View((short) 2, 3));
    }

    @CStruct(name = "carried", size = 8)
    public record Carried(
        @Union({
            @Member(name = "wide"), @Member(name = "pointer", pointerTo = void.class),
            @Member(name = "narrow", type = int.class)}) long value) {
    }

    @Test
    void anIntegerMayCarryTheUnion() {
      assertThat(StructCodec.of(Carried.class).fields()).extracting(CField::type).containsExactly("u64", "ptr<bytes>",
          "u32");
      assertTravels(new Carried(0x0102030405060708L), "0807060504030201");
    }

    @CStruct(name = "wrong", size = 8)
    public record WrongCarrier(@Union({
        @Member(name = "wide")}) int value) {
    }

    @Test
    void aCarrierOfAnotherSizeIsRefused() {
      assertThatIllegalStateException().isThrownBy(() -> StructCodec.of(WrongCarrier.class))
          .withMessageContaining("union carrier has another size");
    }

    @CStruct(name = "split", size = 4)
    public record Split(
        @Union({
            @Member(name = "a", type = int.class, bits = 1), @Member(name = "b", type = int.class, bits = 31),
            @Member(name = "c", type = int.class, bits = 16), @Member(name = "d", type = int.class, bits = 16),
            @Member(name = "e", type = int.class)}) int value) {
    }

    @Test
    void bitFieldsInAUnionStartAgainWhenTheUnitIsFull() {
      assertThat(StructCodec.of(Split.class).fields()).extracting(field -> field.name() + field.bits())
          .containsExactly("a0-0", "b1-31", "c0-15", "d16-31", "enull");
    }

    @CStruct(name = "overlaid", size = 12, overlay = @Member(name = "raw", type = byte.class, length = 11))
    public record Overlaid(int first, int second) {
    }

    @Test
    void anOverlayLiesOverAllAndMayBeLonger() {
      assertThat(StructCodec.of(Overlaid.class).layout().field("raw").offset()).isZero();
      assertTravels(new Overlaid(1, 2), "010000000200000000000000");
    }
  }

  @Nested
  class Arrays {
    @CStruct(name = "pair", size = 4)
    public record Pair(short left, short right) {
    }

    @CStruct(name = "arrays", size = 56)
    public record All(
        @Length(3) Bytes bytes,
        @Length(2) Utf16 text,
        @Length(2) HandleArray handles,
        @Length(2) U32Array ints,
        @Length(2) U64Array longs,
        @Length(3) List<Pair> pairs) {
    }

    private final All all = new All(Bytes.of((byte) 1, (byte) 2, (byte) 3), Utf16.of("A", 2),
        HandleArray.of(new Handle(4), new Handle(5)), U32Array.of(6, 7), U64Array.of(8, 9),
        List.of(new Pair((short) 10, (short) 11), new Pair((short) 12, (short) 13), new Pair((short) 14, (short) 15)));

    @Test
    void elementsFollowEachOther() {
      assertThat(StructCodec.of(All.class).fields()).extracting(CField::type).containsExactly("u8[3]", "u16[2]",
          "handle[2]", "u32[2]", "u64[2]", "struct pair[3]");
      assertTravels(all, "01020300" + "41000000" + "0400000005000000" + "0600000007000000"
          + "0800000000000000" + "0900000000000000" + "0a000b000c000d000e000f00" + "00000000");
    }

    @Test
    void aWrongLengthIsRefused() {
      All wrong = new All(all.bytes(), all.text(), HandleArray.EMPTY, all.ints(), all.longs(), all.pairs());
      assertThatIllegalArgumentException().isThrownBy(() -> StructCodec.of(All.class).encode(wrong))
          .withMessage("wrong array length: need=2, got=0");
    }

    @CStruct(name = "nolength", size = 4)
    public record NoLength(U32Array values) {
    }

    @Test
    void anArrayNeedsALength() {
      assertThatIllegalStateException().isThrownBy(() -> StructCodec.of(NoLength.class))
          .withMessageContaining("array without length");
    }
  }

  @Nested
  class Memory {
    @CStruct(name = "point", size = 8)
    public record Point(short x, int y) {
    }

    private final StructCodec<Point> codec = StructCodec.of(Point.class);

    @Test
    void anyOffsetWillDo() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = arena.allocate(32, 8);
        codec.write(new Point((short) 1, 2), segment, 5);
        assertThat(codec.read(segment, 5)).isEqualTo(new Point((short) 1, 2));
      }
    }

    @Test
    void paddingIsWrittenAsZero() {
      byte[] dirty = HEX.parseHex("ffffffffffffffffffff");
      codec.write(new Point((short) 1, 2), MemorySegment.ofArray(dirty), 1);
      assertThat(HEX.formatHex(dirty)).isEqualTo("ff" + "0100000002000000" + "ff");
    }

    @Test
    void paddingIsIgnoredWhenRead() {
      assertThat(codec.decode(HEX.parseHex("0100ffff02000000"))).isEqualTo(new Point((short) 1, 2));
    }

    @Test
    void aShortSegmentIsNeverOverrun() {
      MemorySegment tooShort = MemorySegment.ofArray(new byte[7]);
      assertThatThrownBy(() -> codec.read(tooShort, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> codec.write(new Point((short) 1, 2), tooShort, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(codec.parse(tooShort))
          .isEqualTo(Result.failed(Errno.EOVERFLOW, "message too short: struct=point, need=8, got=7"));
    }

    @Test
    void parseTakesTheFirstBytesOfALongerMessage() {
      assertThat(codec.parse(HEX.parseHex("010000000200000099"))).isEqualTo(Result.ok(new Point((short) 1, 2)));
    }

    @Test
    void zeroIsAStart() {
      assertThat(codec.zero()).isEqualTo(new Point((short) 0, 0));
    }

    @Test
    void aBooleanIsAnyByteButZero() {
      assertThat(StructCodec.of(Flag.class).decode(new byte[]{(byte) 0x80})).isEqualTo(new Flag(true));
      assertThat(StructCodec.of(Flag.class).encode(new Flag(true))).containsExactly(1);
    }

    @CStruct(name = "flag", size = 1)
    public record Flag(boolean on) {
    }
  }

  @Nested
  class Refusals {
    @CStruct(name = "wrong", size = 5)
    public record WrongSize(int value) {
    }

    public record NoStruct(int value) {
    }

    @CStruct(name = "hidden", size = 4)
    private record Hidden(int value) {
    }

    @CStruct(name = "chars", size = 4)
    public record BadType(@Bits(4) @Signed float value) {
    }

    @Test
    void aDeclaredSizeThatIsNotDerivedIsRefused() {
      assertThatIllegalStateException().isThrownBy(() -> StructCodec.of(WrongSize.class))
          .withMessageContaining("declared=5, derived=4");
    }

    @Test
    void aRecordWithoutAnnotationIsRefused() {
      assertThatIllegalArgumentException().isThrownBy(() -> StructCodec.of(NoStruct.class))
          .withMessageContaining("no struct record");
    }

    @Test
    void aRecordThatIsNotPublicIsRefused() {
      assertThatIllegalStateException().isThrownBy(() -> StructCodec.of(Hidden.class))
          .withMessageContaining("record is not public");
    }

    @Test
    void anUnknownFieldIsNamedInTheMessage() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StructCodec.of(Memory.Point.class).layout().field("z"))
          .withMessage("no such field: struct=point, field=z");
    }

    @Test
    void aCodecIsMadeOnce() {
      assertThat(StructCodec.of(Memory.Point.class)).isSameAs(StructCodec.ofValue(new Memory.Point((short) 0, 0)))
          .hasToString("StructCodec[Point, 8]");
    }
  }
}
