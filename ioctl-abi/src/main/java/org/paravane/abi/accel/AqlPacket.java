package org.paravane.abi.accel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.paravane.abi.CEnum;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Errno;
import org.paravane.abi.Length;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;

/**
 * A packet of a command buffer, 64 bytes. All addresses are GPU virtual addresses; 0 is none. The completion signal is a
 * 64-bit value that goes down by 1, with release order, when the packet has completed. The word that HSA reserves in front of
 * it takes the address of two 64-bit words for the start and the end of the packet, in nanoseconds of the engine's clock.
 */
public sealed interface AqlPacket {
  /** Size of each packet. */
  int SIZE_BYTES = 64;

  AqlHeader header();

  /** Where start and end go; 0 is nowhere. */
  long timestampAddress();

  /** Which value goes down at completion; 0 is none. */
  long completionSignal();

  /** Runs a kernel. Source: HSA runtime specification, kernel dispatch packet. */
  @CStruct(name = "paravane_aql_kernel_dispatch", size = 64)
  record KernelDispatch(
      AqlHeader header,
      short setup, // dimensions in bits 0..1
      short workgroupSizeX,
      short workgroupSizeY,
      short workgroupSizeZ,
      short reserved0,
      int gridSizeX,
      int gridSizeY,
      int gridSizeZ,
      int privateSegmentSize,
      int groupSegmentSize,
      long kernelObject,
      long kernargAddress,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    /** A one-dimensional dispatch of {@code gridSize} work items in groups of 64. */
    public static KernelDispatch of(long kernelObject, long kernargAddress, int gridSize, long completionSignal) {
      return new KernelDispatch(AqlHeader.of(AqlType.KERNEL_DISPATCH), (short) 1, (short) 64, (short) 1, (short) 1,
          (short) 0, gridSize, 1, 1, 0, 0, kernelObject, kernargAddress, 0, completionSignal);
    }

    public KernelDispatch withTimestampAddress(long timestampAddress) {
      return new KernelDispatch(header, setup, workgroupSizeX, workgroupSizeY, workgroupSizeZ, reserved0, gridSizeX,
          gridSizeY, gridSizeZ, privateSegmentSize, groupSegmentSize, kernelObject, kernargAddress, timestampAddress,
          completionSignal);
    }
  }

  /** Waits until all given signals are 0. Source: HSA runtime specification, barrier-AND packet. */
  @CStruct(name = "paravane_aql_barrier_and", size = 64)
  record BarrierAnd(
      AqlHeader header,
      short reserved0,
      int reserved1,
      @Length(5) U64Array dependencySignals,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    /** Waits for at most five signals. */
    public static BarrierAnd of(long completionSignal, long... dependencySignals) {
      return new BarrierAnd(AqlHeader.barrier(AqlType.BARRIER_AND), (short) 0, 0,
          U64Array.padded(5, dependencySignals), 0, completionSignal);
    }
  }

  /** Waits until one of the given signals is 0. Source: HSA runtime specification, barrier-OR packet. */
  @CStruct(name = "paravane_aql_barrier_or", size = 64)
  record BarrierOr(
      AqlHeader header,
      short reserved0,
      int reserved1,
      @Length(5) U64Array dependencySignals,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    /** Waits for one of at most five signals. */
    public static BarrierOr of(long completionSignal, long... dependencySignals) {
      return new BarrierOr(AqlHeader.barrier(AqlType.BARRIER_OR), (short) 0, 0,
          U64Array.padded(5, dependencySignals), 0, completionSignal);
    }
  }

  /** Copies bytes; the ranges must not overlap. */
  @CStruct(name = "paravane_aql_copy", size = 64)
  record Copy(
      AqlHeader header,
      short opcode,
      int reserved0,
      long source,
      long destination,
      long sizeBytes,
      @Length(2) U64Array reserved1,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    public static Copy of(long source, long destination, long sizeBytes, long completionSignal) {
      return new Copy(AqlHeader.of(AqlType.VENDOR_SPECIFIC), (short) VendorOpcode.COPY.value(), 0, source, destination,
          sizeBytes, U64Array.zero(2), 0, completionSignal);
    }
  }

  /** Fills bytes with a 32-bit pattern; the size is a multiple of 4. */
  @CStruct(name = "paravane_aql_fill", size = 64)
  record Fill(
      AqlHeader header,
      short opcode,
      int pattern,
      long destination,
      long sizeBytes,
      @Length(3) U64Array reserved1,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    public static Fill of(long destination, long sizeBytes, int pattern, long completionSignal) {
      return new Fill(AqlHeader.of(AqlType.VENDOR_SPECIFIC), (short) VendorOpcode.FILL.value(), pattern, destination,
          sizeBytes, U64Array.zero(3), 0, completionSignal);
    }
  }

  /** Writes the engine's clock, 64 bits in nanoseconds, to an address. */
  @CStruct(name = "paravane_aql_timestamp", size = 64)
  record Timestamp(
      AqlHeader header,
      short opcode,
      int reserved0,
      long destination,
      @Length(4) U64Array reserved1,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    public static Timestamp of(long destination, long completionSignal) {
      return new Timestamp(AqlHeader.barrier(AqlType.VENDOR_SPECIFIC), (short) VendorOpcode.TIMESTAMP.value(), 0,
          destination, U64Array.zero(4), 0, completionSignal);
    }
  }

  /**
   * Makes a program of code in memory; what came of it is written to the result, see {@link ProgramResult}. A build that fails
   * is no fault of the packet.
   */
  @CStruct(name = "paravane_aql_load_program", size = 64)
  record LoadProgram(
      AqlHeader header,
      short opcode,
      @Enumerated(CodeFormat.class) int format,
      long codeAddress,
      long codeSizeBytes,
      long optionsAddress, // text without a zero; 0 for none
      long resultAddress,
      int resultSizeBytes,
      int optionsSizeBytes,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    /** Loads code without options. */
    public static LoadProgram of(CodeFormat format, long codeAddress, long codeSizeBytes, long resultAddress,
        int resultSizeBytes, long completionSignal) {
      return new LoadProgram(AqlHeader.barrier(AqlType.VENDOR_SPECIFIC), (short) VendorOpcode.LOAD_PROGRAM.value(),
          format.value(), codeAddress, codeSizeBytes, 0, resultAddress, resultSizeBytes, 0, 0, completionSignal);
    }

    /** The same with options for the compiler. */
    public LoadProgram withOptions(long address, int sizeBytes) {
      return new LoadProgram(header, opcode, format, codeAddress, codeSizeBytes, address, resultAddress,
          resultSizeBytes, sizeBytes, timestampAddress, completionSignal);
    }
  }

  /** Forgets a program and its kernels. */
  @CStruct(name = "paravane_aql_unload_program", size = 64)
  record UnloadProgram(
      AqlHeader header,
      short opcode,
      int reserved0,
      long program,
      @Length(4) U64Array reserved1,
      long timestampAddress,
      long completionSignal) implements AqlPacket {
    public static UnloadProgram of(long program, long completionSignal) {
      return new UnloadProgram(AqlHeader.barrier(AqlType.VENDOR_SPECIFIC),
          (short) VendorOpcode.UNLOAD_PROGRAM.value(), 0, program, U64Array.zero(4), 0, completionSignal);
    }
  }

  /** The bytes of this packet. */
  default byte[] encode() {
    Record packet = (Record) this;
    return StructCodec.ofValue(packet).encode(packet);
  }

  /** Writes the packet at an offset. */
  default void write(MemorySegment buffer, long offset) {
    Record packet = (Record) this;
    StructCodec.ofValue(packet).write(packet, buffer, offset);
  }

  /** The packet at an offset of a command buffer, or EINVAL with the reason why there is none. */
  static Result<AqlPacket> parse(MemorySegment buffer, long offset) {
    if (offset < 0 || buffer.byteSize() - offset < SIZE_BYTES) {
      return Result.failed(Errno.EINVAL,
          "packet exceeds the command buffer: offset=" + offset + ", length=" + buffer.byteSize());
    }
    int type = Byte.toUnsignedInt(buffer.get(ValueLayout.JAVA_BYTE, offset));
    Optional<AqlType> known = CEnum.of(AqlType.class, type);
    if (known.isEmpty()) {
      return unknown("type", type, offset);
    }
    return switch (known.get()) {
      case KERNEL_DISPATCH -> Result.ok(StructCodec.of(KernelDispatch.class).read(buffer, offset));
      case BARRIER_AND -> Result.ok(StructCodec.of(BarrierAnd.class).read(buffer, offset));
      case BARRIER_OR -> Result.ok(StructCodec.of(BarrierOr.class).read(buffer, offset));
      case VENDOR_SPECIFIC -> parseVendor(buffer, offset);
      case INVALID, AGENT_DISPATCH -> unknown("type", type, offset);
    };
  }

  private static Result<AqlPacket> parseVendor(MemorySegment buffer, long offset) {
    Timestamp common = StructCodec.of(Timestamp.class).read(buffer, offset);
    Optional<VendorOpcode> opcode = CEnum.of(VendorOpcode.class, Short.toUnsignedInt(common.opcode()));
    if (opcode.isEmpty()) {
      return unknown("opcode", Short.toUnsignedInt(common.opcode()), offset);
    }
    return switch (opcode.get()) {
      case COPY -> Result.ok(StructCodec.of(Copy.class).read(buffer, offset));
      case FILL -> Result.ok(StructCodec.of(Fill.class).read(buffer, offset));
      case TIMESTAMP -> Result.ok(common);
      case LOAD_PROGRAM -> Result.ok(StructCodec.of(LoadProgram.class).read(buffer, offset));
      case UNLOAD_PROGRAM -> Result.ok(StructCodec.of(UnloadProgram.class).read(buffer, offset));
    };
  }

  private static Result<AqlPacket> unknown(String what, int value, long offset) {
    return Result.failed(Errno.EINVAL, "bad packet: " + what + "=" + value + ", offset=" + offset);
  }
}
