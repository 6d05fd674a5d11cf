package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;

/**
 * What a load packet wrote, read and checked.
 *
 * @param head of the result
 * @param log of the compiler, as much as was written
 * @param entries kernels without their arguments' details
 * @param arguments of all kernels
 */
record ProgramReading(ProgramResult head, ProgramStatus status, String log, List<ProgramResult.Kernel> entries,
    List<ProgramResult.Argument> arguments) {

  /** Reads a result; EPROTO when it is none that we understand. */
  static ProgramReading of(MemorySegment result, String node) {
    ProgramResult head = StructCodec.of(ProgramResult.class).read(result, 0);
    ProgramStatus status = CEnum.of(ProgramStatus.class, head.status()).orElse(null);
    if (head.magic() != ProgramResult.MAGIC || head.version() != ProgramResult.VERSION || status == null) {
      throw bad(node, "magic=0x%x, version=%d, status=%d".formatted(head.magic(), head.version(), head.status()));
    }
    try {
      List<ProgramResult.Kernel> kernels = array(result, head.kernelsOffset(), head.kernelCount(),
          StructCodec.of(ProgramResult.Kernel.class));
      List<ProgramResult.Argument> arguments = array(result, head.argumentsOffset(), head.argumentCount(),
          StructCodec.of(ProgramResult.Argument.class));
      String log = new String(slice(result, head.logOffset(), Integer.toUnsignedLong(head.logBytes()))
          .toArray(FieldOffset.U8), StandardCharsets.UTF_8);
      return new ProgramReading(head, status, log, kernels, arguments);
    } catch (IndexOutOfBoundsException e) {
      throw bad(node, String.valueOf(e.getMessage()));
    }
  }

  private static MemorySegment slice(MemorySegment result, int offset, long bytes) {
    return bytes == 0 ? result.asSlice(0, 0) : result.asSlice(Integer.toUnsignedLong(offset), bytes);
  }

  private static <T extends Record> List<T> array(MemorySegment result, int offset, int count, StructCodec<T> codec) {
    MemorySegment elements = slice(result, offset, Integer.toUnsignedLong(count) * codec.size());
    List<T> read = new ArrayList<>();
    for (long at = 0; at < elements.byteSize(); at += codec.size()) {
      read.add(codec.read(elements, at));
    }
    return read;
  }

  private static AcceleratorException bad(String node, String what) {
    return new AcceleratorException("build", Errno.EPROTO, "result is none: " + what + ", node=" + node);
  }

  boolean isBuilt() {
    return status == ProgramStatus.BUILT;
  }

  long program() {
    return head.program();
  }

  /** Result size with which everything would have fit. */
  long neededBytes() {
    return head.neededBytes();
  }

  /** The kernels of a program. */
  List<Kernel> kernels(Program owner, long deviceLocalBytes) {
    List<Kernel> kernels = new ArrayList<>();
    for (ProgramResult.Kernel entry : entries) {
      Kernel.Limits limits = new Kernel.Limits(entry.maxWorkgroupSize(), entry.workgroupMultiple(),
          entry.requiredWorkgroupX(), entry.requiredWorkgroupY(), entry.requiredWorkgroupZ(), entry.localMemoryBytes(),
          entry.privateMemoryBytes(), deviceLocalBytes);
      kernels.add(new Kernel(entry.name().text(), entry.kernelObject(), entry.kernargSizeBytes(), parameters(entry),
          limits, owner));
    }
    return kernels;
  }

  private List<Kernel.Parameter> parameters(ProgramResult.Kernel entry) {
    int first = entry.firstArgument();
    int end = first + entry.argumentCount();
    if (first < 0 || end < first || end > arguments.size()) {
      throw bad("", "kernel=" + entry.name().text() + ", arguments=" + first + ".." + end + " of " + arguments.size());
    }
    List<Kernel.Parameter> parameters = new ArrayList<>();
    for (ProgramResult.Argument each : arguments.subList(first, end)) {
      ArgumentKind kind = CEnum.of(ArgumentKind.class, each.kind()).orElse(null);
      if (kind == null || each.offset() < 0 || each.sizeBytes() < 0
          || each.offset() > entry.kernargSizeBytes() - each.sizeBytes()) {
        throw bad("", "kernel=%s, argument=%s, kind=%d, offset=%d, size=%d".formatted(entry.name().text(),
            each.name().text(), each.kind(), each.offset(), each.sizeBytes()));
      }
      parameters.add(new Kernel.Parameter(each.name().text(), each.typeName().text(), kind, each.offset(),
          each.sizeBytes()));
    }
    return parameters;
  }
}
