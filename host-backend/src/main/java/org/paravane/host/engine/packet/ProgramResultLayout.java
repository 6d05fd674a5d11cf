package org.paravane.host.engine.packet;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.memory.GpuSpan;

/**
 * Which parts of a program result fit into a guest's buffer, and where they lie:
 *
 * <pre>
 * | head (64) | kernels (128 each) | arguments (64 each) | log |
 * </pre>
 */
final class ProgramResultLayout {
  private final int kernels;
  private final int arguments;
  private final byte[] log;
  private final int logBytes;
  private final long neededBytes;

  private ProgramResultLayout(int kernels, int arguments, byte[] log, int logBytes, long neededBytes) {
    this.kernels = kernels;
    this.arguments = arguments;
    this.log = log;
    this.logBytes = logBytes;
    this.neededBytes = neededBytes;
  }

  static ProgramResultLayout of(ProgramImage image, long roomBytes) {
    byte[] log = image.log().getBytes(StandardCharsets.UTF_8);
    long kernelBytes = (long) image.kernels().size() * ProgramResult.Kernel.SIZE_BYTES;
    long argumentBytes = (long) image.arguments().size() * ProgramResult.Argument.SIZE_BYTES;
    long room = roomBytes - ProgramResult.SIZE_BYTES;
    // Arguments without the kernels that they belong to would be of no use.
    boolean kernelsFit = kernelBytes <= room;
    room -= kernelsFit ? kernelBytes : 0;
    boolean argumentsFit = kernelsFit && argumentBytes <= room;
    room -= argumentsFit ? argumentBytes : 0;
    return new ProgramResultLayout(kernelsFit ? image.kernels().size() : 0,
        argumentsFit ? image.arguments().size() : 0, log, (int) Math.min(log.length, room),
        ProgramResult.SIZE_BYTES + kernelBytes + argumentBytes + log.length);
  }

  void write(long program, ProgramImage image, GpuSpan to) {
    int kernelsOffset = ProgramResult.SIZE_BYTES;
    int argumentsOffset = kernelsOffset + kernels * ProgramResult.Kernel.SIZE_BYTES;
    int logOffset = argumentsOffset + arguments * ProgramResult.Argument.SIZE_BYTES;
    write(new ProgramResult(ProgramResult.MAGIC, ProgramResult.VERSION, image.status().value(), kernels, program,
        arguments, kernelsOffset, argumentsOffset, logOffset, logBytes, log.length, neededBytes, 0), 0, to);
    writeAll(image.kernels().subList(0, kernels), kernelsOffset, ProgramResult.Kernel.SIZE_BYTES, to);
    writeAll(image.arguments().subList(0, arguments), argumentsOffset, ProgramResult.Argument.SIZE_BYTES, to);
    to.write(logOffset, MemorySegment.ofArray(log), 0, logBytes);
  }

  private static void writeAll(List<? extends Record> records, int offset, int sizeBytes, GpuSpan to) {
    for (int i = 0; i < records.size(); i++) {
      write(records.get(i), offset + (long) i * sizeBytes, to);
    }
  }

  private static void write(Record part, long offset, GpuSpan to) {
    byte[] bytes = StructCodec.ofValue(part).encode(part);
    to.write(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
  }
}
