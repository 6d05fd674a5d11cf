package org.paravane.abi.accel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;

/** Our own data: packets as the HSA runtime specification lays them out, and what comes with allocations and kernels. */
class AccelTest {
  private static String hex(Record struct) {
    return HexFormat.of().formatHex(StructCodec.ofValue(struct).encode(struct));
  }

  @Nested
  class Headers {
    @ParameterizedTest
    @CsvSource({"KERNEL_DISPATCH, 0214, 0215", "BARRIER_AND, 0314, 0315", "BARRIER_OR, 0514, 0515",
        "VENDOR_SPECIFIC, 0014, 0015"})
    void areTypeBarrierAndScopes(AqlType type, String plain, String barrier) {
      assertThat(hex(AqlHeader.of(type))).isEqualTo(plain);
      assertThat(hex(AqlHeader.barrier(type))).isEqualTo(barrier);
    }

    @Test
    void keepEachBit() {
      for (int bits = 0; bits < 0x10000; bits += 0x101) {
        byte[] bytes = {(byte) bits, (byte) (bits >>> 8)};
        assertThat(StructCodec.of(AqlHeader.class).encode(StructCodec.of(AqlHeader.class).decode(bytes)))
            .isEqualTo(bytes);
      }
    }
  }

  @Nested
  class Packets {
    @Test
    void aDispatchHasTheOffsetsOfHsa() {
      AqlPacket.KernelDispatch dispatch = new AqlPacket.KernelDispatch(AqlHeader.of(AqlType.KERNEL_DISPATCH), (short) 3,
          (short) 0x0605, (short) 0x0807, (short) 0x0a09, (short) 0x0c0b, 0x100f0e0d, 0x14131211, 0x18171615,
          0x1c1b1a19,
          0x201f1e1d, 0x2827262524232221L, 0x302f2e2d2c2b2a29L, 0x3837363534333231L, 0x403f3e3d3c3b3a39L);
      assertThat(hex(dispatch)).isEqualTo("0214" + "0300" + "05060708090a0b0c" + "0d0e0f10" + "11121314" + "15161718"
          + "191a1b1c" + "1d1e1f20" + "2122232425262728" + "292a2b2c2d2e2f30" + "3132333435363738"
          + "393a3b3c3d3e3f40");
    }

    @Test
    void aBarrierWaitsForUpToFiveSignals() {
      AqlPacket.BarrierAnd barrier = AqlPacket.BarrierAnd.of(0x4847464544434241L, 1, 2, 3);
      assertThat(hex(barrier)).isEqualTo("0315" + "0000" + "00000000" + "0100000000000000" + "0200000000000000"
          + "0300000000000000" + "00".repeat(16) + "00".repeat(8) + "4142434445464748");
      assertThat(barrier.dependencySignals()).isEqualTo(U64Array.of(1, 2, 3, 0, 0));
      assertThat(hex(AqlPacket.BarrierOr.of(1, 2))).startsWith("0515").endsWith("0100000000000000");
    }

    @Test
    void vendorPacketsSayWhatTheyDoBehindTheHeader() {
      assertThat(hex(AqlPacket.Copy.of(0x11, 0x22, 0x33, 0x44)))
          .isEqualTo("0014" + "0100" + "00000000" + "1100000000000000"
              + "2200000000000000" + "3300000000000000" + "00".repeat(24) + "4400000000000000");
      assertThat(hex(AqlPacket.Fill.of(0x11, 0x22, 0x04030201, 0x44))).isEqualTo("0014" + "0200" + "01020304"
          + "1100000000000000" + "2200000000000000" + "00".repeat(32) + "4400000000000000");
      assertThat(hex(AqlPacket.Timestamp.of(0x11, 0x44))).isEqualTo("0015" + "0300" + "00000000" + "1100000000000000"
          + "00".repeat(40) + "4400000000000000");
    }

    @Test
    void aProgramIsLoadedFromMemoryAndUnloadedByItsNumber() {
      assertThat(
          hex(AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, 0x11, 0x22, 0x33, 0x55, 0x44).withOptions(0x66, 0x77)))
          .isEqualTo("0015" + "0400" + "01000000" + "1100000000000000" + "2200000000000000" + "6600000000000000"
              + "3300000000000000" + "55000000" + "77000000" + "00".repeat(8) + "4400000000000000");
      assertThat(hex(AqlPacket.UnloadProgram.of(0x11, 0x44))).isEqualTo("0015" + "0500" + "00000000"
          + "1100000000000000" + "00".repeat(40) + "4400000000000000");
    }

    static Stream<AqlPacket> packets() {
      return Stream.of(AqlPacket.KernelDispatch.of(1, 2, 3, 4).withTimestampAddress(5),
          AqlPacket.BarrierAnd.of(1, 2, 3),
          AqlPacket.BarrierOr.of(4, 5, 6, 7, 8, 9), AqlPacket.Copy.of(1, 2, 3, 4), AqlPacket.Fill.of(1, 2, 3, 4),
          AqlPacket.Timestamp.of(1, 2),
          AqlPacket.LoadProgram.of(CodeFormat.OPENCL_C, 1, 2, 3, 4, 5).withOptions(6, 7),
          AqlPacket.UnloadProgram.of(1, 2));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void areReadAsTheyWereWritten(AqlPacket packet) {
      byte[] buffer = new byte[3 * AqlPacket.SIZE_BYTES];
      MemorySegment segment = MemorySegment.ofArray(buffer);
      packet.write(segment, 64);
      assertThat(packet.encode()).hasSize(AqlPacket.SIZE_BYTES);
      assertThat(AqlPacket.parse(segment, 64)).isEqualTo(Result.ok(packet));
      assertThat(packet.header().reserved()).isZero();
    }

    @Test
    void aSimpleDispatchHasOneDimension() {
      AqlPacket.KernelDispatch dispatch = AqlPacket.KernelDispatch.of(1, 2, 1000, 0);
      assertThat(dispatch.setup()).isEqualTo((short) 1);
      assertThat(dispatch.gridSizeX()).isEqualTo(1000);
      assertThat(dispatch.workgroupSizeX()).isEqualTo((short) 64);
      assertThat(dispatch.timestampAddress()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"01000000, 'bad packet: type=1, offset=0'", "04000000, 'bad packet: type=4, offset=0'",
        "06000000, 'bad packet: type=6, offset=0'", "ff000000, 'bad packet: type=255, offset=0'",
        "00000000, 'bad packet: opcode=0, offset=0'", "00000600, 'bad packet: opcode=6, offset=0'",
        "0000ffff, 'bad packet: opcode=65535, offset=0'"})
    void whatIsNoPacketIsRefusedWithTheReason(String start, String reason) {
      MemorySegment buffer = MemorySegment.ofArray(HexFormat.of().parseHex(start + "00".repeat(60)));
      assertThat(AqlPacket.parse(buffer, 0)).isEqualTo(Result.failed(Errno.EINVAL, reason));
    }

    @ParameterizedTest
    @CsvSource({"0, 63", "1, 64", "-1, 64", "64, 127", "9223372036854775807, 64"})
    void aPacketLiesInsideTheBuffer(long offset, int length) {
      assertThat(AqlPacket.parse(MemorySegment.ofArray(new byte[length]), offset)).isEqualTo(Result.failed(Errno.EINVAL,
          "packet exceeds the command buffer: offset=" + offset + ", length=" + length));
    }
  }

  @Nested
  class Allocations {
    private static final AllocationDescription GOOD = AllocationDescription.of(4096, true);

    @Test
    void haveThirtyTwoBytes() {
      assertThat(hex(GOOD.withAlignmentBytes(0x10000).withReadOnly().withSegment(SegmentChoice.NON_LOCAL)))
          .isEqualTo("5056414c" + "01000000" + "0010000000000000" + "0000010000000000" + "03000000" + "02000000");
      assertThat(GOOD.withSizeBytes(8192).sizeBytes()).isEqualTo(8192);
    }

    static Stream<Arguments> bad() {
      return Stream.of(
          refused("no description of version 1: magic=0x0, version=1",
              good -> new AllocationDescription(0, 1, 1, 0, false, false, 0, 0)),
          refused("no description of version 1: magic=0x4c415650, version=2",
              good -> new AllocationDescription(AllocationDescription.MAGIC, 2, 1, 0, false, false, 0, 0)),
          refused("size is not positive: size=0", good -> good.withSizeBytes(0)),
          refused("size is not positive: size=-1", good -> good.withSizeBytes(-1)),
          refused("alignment is no power of two: alignment=3", good -> good.withAlignmentBytes(3)),
          refused("alignment is no power of two: alignment=" + Long.MIN_VALUE,
              good -> good.withAlignmentBytes(Long.MIN_VALUE)),
          refused("unknown flags: flags=0x4",
              good -> new AllocationDescription(AllocationDescription.MAGIC, 1, 1, 0, false, false, 1, 0)),
          refused("unknown segment: segment=3",
              good -> new AllocationDescription(AllocationDescription.MAGIC, 1, 1, 0, false, false, 0, 3)),
          refused("unknown segment: segment=4294967295",
              good -> new AllocationDescription(AllocationDescription.MAGIC, 1, 1, 0, false, false, 0, -1)));
    }

    private static Arguments refused(String reason, UnaryOperator<AllocationDescription> change) {
      return Arguments.of(reason, change.apply(GOOD));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void areRefusedWithTheReason(String reason, AllocationDescription description) {
      assertThat(description.checked()).isEqualTo(Result.failed(Errno.EINVAL, "allocation description: " + reason));
    }

    @ParameterizedTest
    @EnumSource(SegmentChoice.class)
    void mayLieInEachSegment(SegmentChoice choice) {
      assertThat(GOOD.withSegment(choice).checked()).isEqualTo(Result.ok(GOOD.withSegment(choice)));
    }
  }

  @Nested
  class Kernels {
    @ParameterizedTest
    @CsvSource({"FILL, fill, 24", "COPY, copy, 24", "VECTOR_ADD, vector_add, 32", "SAXPY, saxpy, 32",
        "SGEMM, sgemm, 48",
        "REDUCE, reduce, 32", "SPIN, spin, 8"})
    void haveNamesAndArguments(BuiltInKernel kernel, String name, int bytes) {
      assertThat(kernel.kernelName()).isEqualTo(name);
      assertThat(kernel.kernargSizeBytes()).isEqualTo(bytes);
      assertThat(BuiltInKernel.named(name)).contains(kernel);
      assertThat(KernelArguments.class).isAssignableFrom(kernel.arguments());
    }

    @Test
    void argumentsAreNaturallyAligned() {
      assertThat(hex(new KernelArguments.Saxpy(1, 2, 3, 1.5f, 0)))
          .isEqualTo("0100000000000000" + "0200000000000000" + "0300000000000000" + "0000c03f" + "00000000");
      assertThat(hex(new KernelArguments.Sgemm(1, 2, 3, 4, 5, 6, 1f, -2f, 0))).isEqualTo("0100000000000000"
          + "0200000000000000" + "0300000000000000" + "04000000" + "05000000" + "06000000" + "0000803f" + "000000c0"
          + "00000000");
      assertThat(hex(new KernelArguments.Reduce(1, 2, 3, ReduceOperation.MAXIMUM.value(), 0)))
          .endsWith("0300000000000000" + "02000000" + "00000000");
      assertThat(hex(new KernelArguments.Spin(1000))).isEqualTo("e803000000000000");
      assertThat(hex(new KernelArguments.Copy(1, 2, 3)))
          .isEqualTo("0100000000000000" + "0200000000000000" + "0300000000000000");
      assertThat(hex(new KernelArguments.VectorAdd(1, 2, 3, 4))).endsWith("0400000000000000");
      assertThat(hex(new KernelArguments.Fill(1, 2, 3, 0))).endsWith("03000000" + "00000000");
    }

    @Test
    void anUnknownNameIsNone() {
      assertThat(BuiltInKernel.named("SAXPY")).isEmpty();
    }

    private final List<KernelObjectTable.Entry> all = Stream.of(BuiltInKernel.values())
        .map(kernel -> KernelObjectTable.Entry.of(0x1000 + kernel.kernargSizeBytes(), kernel.kernargSizeBytes(),
            kernel.kernelName()))
        .toList();

    @ParameterizedTest
    @CsvSource({"0, 0", "16, 0", "79, 0", "80, 1", "144, 2", "464, 7", "100000, 7"})
    void theTableHoldsWhatFits(long bufferBytes, int count) {
      KernelObjectTable table = KernelObjectTable.of(all, bufferBytes);
      assertThat(table.count()).isEqualTo(count);
      assertThat(table.total()).isEqualTo(7);
      byte[] bytes = StructCodec.of(KernelObjectTable.class).encode(table);
      assertThat(bytes).hasSize(KernelObjectTable.HEADER_BYTES + count * KernelObjectTable.ENTRY_BYTES);
      assertThat(StructCodec.of(KernelObjectTable.class).parse(bytes)).isEqualTo(Result.ok(table));
    }

    @Test
    void theTableIsSearchedByName() {
      KernelObjectTable table = KernelObjectTable.of(all, 100000);
      assertThat(table.find("spin")).hasValue(0x1008);
      assertThat(table.find("nothing")).isEmpty();
      assertThat(table.isValid()).isTrue();
      assertThat(KernelObjectTable.request().isValid()).isTrue();
      assertThat(new KernelObjectTable(0, 1, 0, 0, List.of()).isValid()).isFalse();
    }

    @Test
    void anEntryHasSixtyFourBytes() {
      assertThat(hex(KernelObjectTable.Entry.of(0x0102030405060708L, 32, "saxpy")))
          .isEqualTo("0807060504030201" + "20000000" + "00000000" + "7361787079" + "00".repeat(43));
      assertThat(KernelObjectTable.Entry.of(1, 2, "x".repeat(60)).name()).isEqualTo(Bytes.text("x".repeat(47), 48));
    }
  }

  @Nested
  class Programs {
    @Test
    void aResultBeginsWithWhereTheRestIs() {
      assertThat(hex(new ProgramResult(ProgramResult.MAGIC, ProgramResult.VERSION, ProgramStatus.BUILT.value(), 1, 2, 3,
          64, 192, 384, 5, 6, 7, 0))).isEqualTo("50565052" + "01000000" + "01000000" + "01000000" + "0200000000000000"
              + "03000000" + "40000000" + "c0000000" + "80010000" + "05000000" + "06000000" + "0700000000000000"
              + "00".repeat(8));
      assertThat(
          List.of(ProgramStatus.BUILT.value(), ProgramStatus.BUILD_FAILED.value(), ProgramStatus.REFUSED.value()))
          .containsExactly(1, 2, 3);
      assertThat(List.of(CodeFormat.OPENCL_C.value(), CodeFormat.SPIR_V.value())).containsExactly(1, 2);
    }

    @Test
    void aKernelHasItsNeeds() {
      assertThat(hex(new ProgramResult.Kernel(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, Bytes.text("saxpy", 64))))
          .isEqualTo("0100000000000000" + "0200000000000000" + "0300000000000000" + "04000000" + "05000000" + "06000000"
              + "07000000" + "08000000" + "09000000" + "0a000000" + "0b000000" + "00".repeat(8) + "7361787079"
              + "00".repeat(59));
    }

    @Test
    void anArgumentHasItsPlace() {
      assertThat(hex(new ProgramResult.Argument(ArgumentKind.VALUE.value(), 3, 16, 4, Bytes.text("alpha", 24),
          Bytes.text("float", 24)))).isEqualTo("04000000" + "03000000" + "10000000" + "04000000" + "616c706861"
              + "00".repeat(19) + "666c6f6174" + "00".repeat(19));
      assertThat(List.of(ArgumentKind.GLOBAL.value(), ArgumentKind.CONSTANT.value(), ArgumentKind.LOCAL.value(),
          ArgumentKind.VALUE.value())).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aDeviceIsAskedForWithItsMagic() {
      byte[] request = StructCodec.of(DeviceInfo.class).encode(DeviceInfo.request());
      assertThat(request).hasSize(DeviceInfo.SIZE_BYTES).startsWith('P', 'V', 'D', 'V', 1, 0, 0, 0);
      assertThat(DeviceInfo.request().isValid()).isTrue();
      assertThat(StructCodec.of(DeviceInfo.class).decode(new byte[DeviceInfo.SIZE_BYTES]).isValid()).isFalse();
    }

    @Test
    void sizesInTheCodeAreThoseOfTheStructs() {
      assertThat(StructCodec.of(ProgramResult.class).size()).isEqualTo(ProgramResult.SIZE_BYTES);
      assertThat(StructCodec.of(ProgramResult.Kernel.class).size()).isEqualTo(ProgramResult.Kernel.SIZE_BYTES);
      assertThat(StructCodec.of(ProgramResult.Argument.class).size()).isEqualTo(ProgramResult.Argument.SIZE_BYTES);
      assertThat(StructCodec.of(DeviceInfo.class).size()).isEqualTo(DeviceInfo.SIZE_BYTES);
    }
  }
}
