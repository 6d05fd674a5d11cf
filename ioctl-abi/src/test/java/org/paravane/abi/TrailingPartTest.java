package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.abi.Trailing.Tail;

/** Messages of variable length: how long they are, and that no count of a peer is believed. */
class TrailingPartTest {
  private static final HexFormat HEX = HexFormat.of();

  @CStruct(name = "c_array", size = 16)
  public record CArray(long id, int count, @Trailing(count = "count", inStruct = true) Bytes data) {
  }

  @CStruct(name = "appended", size = 16)
  public record Appended(
      long id,
      int count,
      @Trailing(count = "count", inStruct = true, tail = Tail.APPENDED) Bytes data) {
  }

  @CStruct(name = "at_least", size = 16)
  public record AtLeast(
      long id,
      int count,
      @Trailing(count = "count", inStruct = true, tail = Tail.AT_LEAST_STRUCT) Bytes data) {
  }

  @CStruct(name = "exact", size = 16)
  public record Exact(
      long id,
      int count,
      @Trailing(count = "count", inStruct = true, tail = Tail.EXACT) Bytes data) {
  }

  @CStruct(name = "rounded", size = 16)
  public record Rounded(
      long id,
      int count,
      @Trailing(count = "count", inStruct = true, tail = Tail.ROUNDED) Bytes data) {
  }

  @CStruct(name = "behind", size = 16)
  public record Behind(long id, int count, @Trailing(count = "count") HandleArray handles) {
  }

  @CStruct(name = "capacity", size = 4)
  public record Capacity(int count, @Trailing(count = "count", capacity = 4) U32Array values) {
  }

  @CStruct(name = "element", size = 8)
  public record Element(int id, int size) {
  }

  @CStruct(name = "two", size = 8)
  public record Arguments(int first, int second) {
  }

  @CStruct(name = "several", size = 12)
  public record Several(
      Arguments args,
      int elements,
      @Trailing(count = "elements") List<Element> list,
      @Trailing(count = "args.first") Bytes first,
      @Trailing(each = "list", count = "size") List<Bytes> contents,
      @Trailing(count = Trailing.REST) U64Array rest) {
  }

  @Nested
  class Lengths {
    @ParameterizedTest(name = "{0} data bytes: {1} {2} {3} {4} {5}")
    @CsvSource({"0, 15, 16, 16, 12, 16", "1, 16, 17, 16, 13, 16", "4, 19, 20, 19, 16, 24", "9, 24, 25, 24, 21, 24"})
    void followTheRuleOfTheMessage(int data, int cArray, int appended, int atLeast, int exact, int rounded) {
      Bytes bytes = Bytes.zero(data);
      assertThat(StructCodec.of(CArray.class).encodedLength(new CArray(1, data, bytes))).isEqualTo(cArray);
      assertThat(StructCodec.of(Appended.class).encodedLength(new Appended(1, data, bytes))).isEqualTo(appended);
      assertThat(StructCodec.of(AtLeast.class).encodedLength(new AtLeast(1, data, bytes))).isEqualTo(atLeast);
      assertThat(StructCodec.of(Exact.class).encodedLength(new Exact(1, data, bytes))).isEqualTo(exact);
      assertThat(StructCodec.of(Rounded.class).encodedLength(new Rounded(1, data, bytes))).isEqualTo(rounded);
    }

    @Test
    void aPartInsideTheStructBeginsInItsTail() {
      byte[] encoded = StructCodec.of(CArray.class).encode(new CArray(1, 2, Bytes.of((byte) 0xaa, (byte) 0xbb)));
      assertThat(HEX.formatHex(encoded)).isEqualTo("0100000000000000" + "02000000" + "aabb" + "000000");
    }

    @Test
    void aPartBehindTheStructBeginsAfterItsPadding() {
      byte[] encoded = StructCodec.of(Behind.class).encode(new Behind(1, 1, HandleArray.of(new Handle(7))));
      assertThat(HEX.formatHex(encoded)).isEqualTo("0100000000000000" + "0100000000000000" + "07000000");
    }

    @Test
    void aCapacityIsAlwaysSent() {
      byte[] encoded = StructCodec.of(Capacity.class).encode(new Capacity(1, U32Array.of(9)));
      assertThat(HEX.formatHex(encoded)).isEqualTo("01000000" + "09000000" + "00".repeat(12));
    }
  }

  @Nested
  class Parts {
    private final Several several = new Several(new Arguments(3, 99), 2, List.of(new Element(1, 2), new Element(2, 0)),
        Bytes.of((byte) 1, (byte) 2, (byte) 3), List.of(Bytes.of((byte) 4, (byte) 5), Bytes.EMPTY), U64Array.of(6));

    @Test
    void followEachOtherWithoutPadding() {
      byte[] encoded = StructCodec.of(Several.class).encode(several);
      assertThat(HEX.formatHex(encoded)).isEqualTo("03000000" + "63000000" + "02000000" + "0100000002000000"
          + "0200000000000000" + "010203" + "0405" + "0600000000000000");
      assertThat(StructCodec.of(Several.class).decode(encoded)).isEqualTo(several);
    }

    @Test
    void theRestIsWhatThereIsRoomFor() {
      byte[] encoded = StructCodec.of(Several.class).encode(several);
      byte[] padded = java.util.Arrays.copyOf(encoded, encoded.length + 7);
      assertThat(StructCodec.of(Several.class).parse(padded)).isEqualTo(Result.ok(several));
    }

    @Test
    void theRestCanBeTold() {
      byte[] encoded = StructCodec.of(Several.class).encode(several);
      MemorySegment message = MemorySegment.ofArray(java.util.Arrays.copyOf(encoded, encoded.length + 16));
      assertThat(StructCodec.of(Several.class).parse(message, 1)).isEqualTo(Result.ok(several));
      assertThat(StructCodec.of(Several.class).parse(message, 4)).isInstanceOfSatisfying(Result.Failed.class,
          failed -> assertThat(failed.reason()).startsWith("count exceeds the message: part=rest, count=4, room=3"));
    }
  }

  @Nested
  class Writers {
    @Test
    void aCountThatDiffersIsABug() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StructCodec.of(Behind.class).encode(new Behind(1, 2, HandleArray.of(Handle.NONE))))
          .withMessage("count differs from the part: part=handles, count=2, elements=1");
    }

    @Test
    void aSizeThatDiffersIsABug() {
      Several wrong = new Several(new Arguments(0, 0), 1, List.of(new Element(1, 2)), Bytes.EMPTY,
          List.of(Bytes.of((byte) 1)), U64Array.EMPTY);
      assertThatIllegalArgumentException().isThrownBy(() -> StructCodec.of(Several.class).encode(wrong))
          .withMessage("sizes differ from the parts: part=contents");
    }

    @CStruct(name = "outer", size = 16)
    public record Outer(Behind inner) {
    }

    @CStruct(name = "nocount", size = 4)
    public record NoCount(int count, @Trailing(count = "counter") Bytes data) {
    }

    @Test
    void aVariableStructCannotBeInsideAnother() {
      assertThatIllegalStateException().isThrownBy(() -> StructCodec.of(Outer.class))
          .withMessageContaining("variable struct inside a struct");
    }

    @Test
    void aCountThatNobodyHasIsABug() {
      assertThatIllegalStateException().isThrownBy(() -> StructCodec.of(NoCount.class))
          .withMessageContaining("no such count");
    }
  }

  @Nested
  class HostileCounts {
    private static String reason(Result<?> result) {
      return switch (result) {
        case Result.Ok<?> ok -> "parsed";
        case Result.Failed<?> failed -> failed.errno() + ": " + failed.reason();
      };
    }

    @ParameterizedTest
    @CsvSource({"00000000, parsed", "01000000, parsed",
        "02000000, 'EOVERFLOW: count exceeds the message: part=handles, count=2, room=1, struct=behind'",
        "ffffffff, 'EOVERFLOW: count exceeds the message: part=handles, count=4294967295, room=1, struct=behind'",
        "00000080, 'EOVERFLOW: count exceeds the message: part=handles, count=2147483648, room=1, struct=behind'"})
    void areComparedWithTheBytesThereAre(String count, String outcome) {
      byte[] message = HEX.parseHex("0000000000000000" + count + "00000000" + "01000040" + "ffffff");
      assertThat(reason(StructCodec.of(Behind.class).parse(message))).isEqualTo(outcome);
    }

    @Test
    void inAListAreComparedOneByOne() {
      byte[] message = HEX
          .parseHex("00000000" + "00000000" + "02000000" + "0100000001000000" + "02000000ffffffff" + "aabb");
      assertThat(reason(StructCodec.of(Several.class).parse(message))).isEqualTo(
          "EOVERFLOW: size exceeds the message: part=contents, element=1, size=4294967295, room=1, struct=several");
    }

    @Test
    void beyondTheCapacityAreRefused() {
      byte[] message = HEX.parseHex("05000000" + "00".repeat(20));
      assertThat(reason(StructCodec.of(Capacity.class).parse(message)))
          .isEqualTo("EOVERFLOW: count exceeds the message: part=values, count=5, room=4, struct=capacity");
    }

    @Test
    void aMessageMayEndWhereItsPartBegins() {
      assertThat(StructCodec.of(CArray.class).needed()).isEqualTo(12);
      assertThat(StructCodec.of(CArray.class).parse(new byte[12])).isEqualTo(Result.ok(new CArray(0, 0, Bytes.EMPTY)));
      assertThat(reason(StructCodec.of(CArray.class).parse(new byte[11])))
          .isEqualTo("EOVERFLOW: message too short: struct=c_array, need=12, got=11");
    }
  }
}
