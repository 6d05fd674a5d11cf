package org.paravane.host.engine.packet;

import static org.paravane.host.engine.packet.PacketFields.offset;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.CEnum;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;
import org.paravane.host.memory.MemoryAccess;

/** A load packet: what it wants built, and where the answer goes. Reused; one thread at a time. */
public final class ProgramWish {
  private static final int FORMAT = offset(AqlPacket.LoadProgram.class, "format");
  private static final int CODE = offset(AqlPacket.LoadProgram.class, "code_address");
  private static final int CODE_SIZE = offset(AqlPacket.LoadProgram.class, "code_size_bytes");
  private static final int OPTIONS = offset(AqlPacket.LoadProgram.class, "options_address");
  private static final int OPTIONS_SIZE = offset(AqlPacket.LoadProgram.class, "options_size_bytes");
  private static final int RESULT = offset(AqlPacket.LoadProgram.class, "result_address");
  private static final int RESULT_SIZE = offset(AqlPacket.LoadProgram.class, "result_size_bytes");

  private final GpuSpan code = new GpuSpan();
  private final GpuSpan options = new GpuSpan();
  private final GpuSpan result = new GpuSpan();

  /** Looks code, options and result up: all readable or writable, the result long enough for its head and aligned to 8. */
  public void read(FetchedPacket packet, MemoryAccess memory) throws PacketFault {
    long resultAddress = packet.u64(RESULT);
    long resultBytes = Integer.toUnsignedLong(packet.u32(RESULT_SIZE));
    if (resultBytes < ProgramResult.SIZE_BYTES) {
      throw packet.bad("program result too small, size=" + resultBytes);
    } else if ((resultAddress & 7) != 0) {
      throw packet.bad("misaligned program result=0x" + Long.toHexString(resultAddress));
    } else if (!memory.resolve(resultAddress, resultBytes, GpuAccess.WRITE, result)) {
      throw packet.pageFault(result, GpuAccess.WRITE, "program result");
    }
    code.clear();
    options.clear();
    if (refusal(packet) == null) {
      if (!memory.resolve(packet.u64(CODE), packet.u64(CODE_SIZE), GpuAccess.READ, code)) {
        throw packet.pageFault(code, GpuAccess.READ, "program code");
      }
      int optionBytes = packet.u64(OPTIONS) == 0 ? 0 : packet.u32(OPTIONS_SIZE);
      if (optionBytes > 0 && !memory.resolve(packet.u64(OPTIONS), optionBytes, GpuAccess.READ, options)) {
        throw packet.pageFault(options, GpuAccess.READ, "program options");
      }
    }
  }

  /** Why sizes or format are not acceptable, or null. */
  public @Nullable String refusal(FetchedPacket packet) {
    long codeBytes = packet.u64(CODE_SIZE);
    long optionBytes = Integer.toUnsignedLong(packet.u32(OPTIONS_SIZE));
    if (codeBytes <= 0 || codeBytes > ProgramSource.MAX_CODE_BYTES) {
      return "bad code size: size=" + Long.toUnsignedString(codeBytes) + ", limit=" + ProgramSource.MAX_CODE_BYTES;
    } else if (optionBytes > ProgramSource.MAX_OPTIONS_BYTES) {
      return "options too long: size=" + optionBytes + ", limit=" + ProgramSource.MAX_OPTIONS_BYTES;
    } else if (CEnum.of(CodeFormat.class, packet.u32(FORMAT)).isEmpty()) {
      return "unknown code format: format=" + Integer.toUnsignedString(packet.u32(FORMAT));
    }
    return null;
  }

  /** Copies code and options out of guest memory, once; after {@link #read}, without {@link #refusal}. */
  public ProgramSource copy(FetchedPacket packet) {
    CodeFormat format = CEnum.of(CodeFormat.class, packet.u32(FORMAT)).orElseThrow();
    byte[] codeBytes = new byte[(int) code.sizeBytes()];
    code.read(0, MemorySegment.ofArray(codeBytes), 0, codeBytes.length);
    byte[] optionBytes = new byte[(int) options.sizeBytes()];
    options.read(0, MemorySegment.ofArray(optionBytes), 0, optionBytes.length);
    return new ProgramSource(format, new String(optionBytes, StandardCharsets.UTF_8), MemorySegment.ofArray(codeBytes));
  }

  /** Writes that nothing was built, and why. */
  public void refuse(String log) {
    answer(0, new ProgramImage(ProgramStatus.REFUSED, log, List.of(), List.of(), MemorySegment.NULL));
  }

  /**
   * Writes what came of it, as much as fits: kernels and arguments as wholes, the log cut.
   *
   * @param program number that the guest unloads it by, 0 unless built
   * @param image with kernel objects filled in
   */
  public void answer(long program, ProgramImage image) {
    ProgramResultLayout.of(image, result.sizeBytes()).write(program, image, result);
  }
}
