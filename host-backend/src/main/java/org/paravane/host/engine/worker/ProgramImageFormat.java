package org.paravane.host.engine.worker;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;

/**
 * How a {@link ProgramImage} lies in a file:
 *
 * <pre>
 * | magic 4 | version 4 | status 4 | kernels 4 | arguments 4 | log bytes 4 | binary bytes 8 |
 * | kernels, 128 each | arguments, 64 each | log | binary |
 * </pre>
 */
final class ProgramImageFormat {
  /** The bytes {@code PVIM}. */
  private static final int MAGIC = 0x4d495650;
  private static final int VERSION = 1;
  private static final int HEAD_BYTES = 32;
  private static final int MAX_KERNARG_BYTES = 4096;
  private static final int MAX_VALUE_ALIGNMENT = 16;
  private static final int POINTER_BYTES = 8;

  private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ProgramImageFormat() {
  }

  static byte[] encode(ProgramImage image) {
    byte[] log = image.log().getBytes(StandardCharsets.UTF_8);
    if (log.length > ProgramImage.MAX_LOG_BYTES) {
      log = Arrays.copyOf(log, ProgramImage.MAX_LOG_BYTES);
    }
    long kernelBytes = (long) image.kernels().size() * ProgramResult.Kernel.SIZE_BYTES;
    long argumentBytes = (long) image.arguments().size() * ProgramResult.Argument.SIZE_BYTES;
    byte[] bytes = new byte[Math
        .toIntExact(HEAD_BYTES + kernelBytes + argumentBytes + log.length + image.binary().byteSize())];
    MemorySegment to = MemorySegment.ofArray(bytes);
    to.set(U32, 0, MAGIC);
    to.set(U32, 4, VERSION);
    to.set(U32, 8, image.status().value());
    to.set(U32, 12, image.kernels().size());
    to.set(U32, 16, image.arguments().size());
    to.set(U32, 20, log.length);
    to.set(U64, 24, image.binary().byteSize());
    long at = HEAD_BYTES;
    for (ProgramResult.Kernel kernel : image.kernels()) {
      StructCodec.of(ProgramResult.Kernel.class).write(kernel, to, at);
      at += ProgramResult.Kernel.SIZE_BYTES;
    }
    for (ProgramResult.Argument argument : image.arguments()) {
      StructCodec.of(ProgramResult.Argument.class).write(argument, to, at);
      at += ProgramResult.Argument.SIZE_BYTES;
    }
    MemorySegment.copy(log, 0, to, JAVA_BYTE, at, log.length);
    MemorySegment.copy(image.binary(), 0, to, at + log.length, image.binary().byteSize());
    return bytes;
  }

  static Result<ProgramImage> decode(MemorySegment bytes) {
    if (bytes.byteSize() < HEAD_BYTES || bytes.byteSize() > ProgramImage.MAX_BYTES || bytes.get(U32, 0) != MAGIC
        || bytes.get(U32, 4) != VERSION) {
      return refused("no image of version " + VERSION + ": size=" + bytes.byteSize());
    }
    Optional<ProgramStatus> status = CEnum.of(ProgramStatus.class, bytes.get(U32, 8));
    int kernelCount = bytes.get(U32, 12);
    int argumentCount = bytes.get(U32, 16);
    int logBytes = bytes.get(U32, 20);
    long binaryBytes = bytes.get(U64, 24);
    if (status.isEmpty() || kernelCount < 0 || kernelCount > KernelObjects.MAX_KERNELS || argumentCount < 0
        || argumentCount > kernelCount * ProgramImage.MAX_ARGUMENTS || logBytes < 0
        || logBytes > ProgramImage.MAX_LOG_BYTES || binaryBytes < 0 || binaryBytes > bytes.byteSize()) {
      return refused("bad head: status=%d, kernels=%d, arguments=%d, log=%d, binary=%d".formatted(bytes.get(U32, 8),
          kernelCount, argumentCount, logBytes, binaryBytes));
    }
    long arguments = HEAD_BYTES + (long) kernelCount * ProgramResult.Kernel.SIZE_BYTES;
    long log = arguments + (long) argumentCount * ProgramResult.Argument.SIZE_BYTES;
    if (log + logBytes + binaryBytes != bytes.byteSize()) {
      return refused("parts do not add up: size=" + bytes.byteSize());
    }
    String text = new String(bytes.asSlice(log, logBytes).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    ProgramImage image = new ProgramImage(status.get(), text,
        records(ProgramResult.Kernel.class, bytes, HEAD_BYTES, kernelCount),
        records(ProgramResult.Argument.class, bytes, arguments, argumentCount),
        bytes.asSlice(log + logBytes, binaryBytes));
    String wrong = wrong(image);
    return wrong == null ? Result.ok(image) : refused(wrong);
  }

  private static <T extends Record> List<T> records(Class<T> type, MemorySegment bytes, long offset, int count) {
    StructCodec<T> codec = StructCodec.of(type);
    List<T> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      found.add(codec.read(bytes, offset + (long) i * codec.size()));
    }
    return found;
  }

  private static @Nullable String wrong(ProgramImage image) {
    if (image.status() != ProgramStatus.BUILT) {
      return image.kernels().isEmpty() && image.binary().byteSize() == 0 ? null : "kernels or binary without a build";
    }
    int next = 0;
    for (ProgramResult.Kernel kernel : image.kernels()) {
      if (kernel.kernelObject() != 0 || kernel.firstArgument() != next || kernel.argumentCount() < 0
          || kernel.argumentCount() > Math.min(ProgramImage.MAX_ARGUMENTS, image.arguments().size() - next)
          || kernel.maxWorkgroupSize() <= 0 || kernel.localMemoryBytes() < 0 || kernel.name().text().isEmpty()) {
        return "bad kernel: " + kernel;
      }
      next += kernel.argumentCount();
      String bad = wrongArguments(kernel, image.arguments().subList(kernel.firstArgument(), next));
      if (bad != null) {
        return bad;
      }
    }
    return next == image.arguments().size() ? null : "arguments without a kernel: count=" + image.arguments().size();
  }

  /** Offsets are not chosen: they follow from the sizes. */
  private static @Nullable String wrongArguments(ProgramResult.Kernel kernel, List<ProgramResult.Argument> arguments) {
    int offset = 0;
    for (ProgramResult.Argument argument : arguments) {
      Optional<ArgumentKind> kind = CEnum.of(ArgumentKind.class, argument.kind());
      int size = argument.sizeBytes();
      boolean pointer = kind.isPresent() && kind.get() != ArgumentKind.VALUE;
      if (kind.isEmpty() || size <= 0 || size > MAX_KERNARG_BYTES || (pointer && size != POINTER_BYTES)
          || (argument.access() & ~(ProgramResult.Argument.READS | ProgramResult.Argument.WRITES)) != 0) {
        return "bad argument: kernel=" + kernel.name().text() + ", argument=" + argument;
      }
      offset = aligned(offset, size);
      if (argument.offset() != offset) {
        return "bad argument offset: kernel=" + kernel.name().text() + ", argument=" + argument;
      }
      offset += size;
    }
    return kernel.kernargSizeBytes() == (offset + POINTER_BYTES - 1) / POINTER_BYTES * POINTER_BYTES
        && kernel.kernargSizeBytes() <= MAX_KERNARG_BYTES
            ? null
            : "bad kernarg size: kernel=" + kernel.name().text() + ", size=" + kernel.kernargSizeBytes();
  }

  private static int aligned(int offset, int size) {
    int alignment = Math.min(MAX_VALUE_ALIGNMENT, Integer.lowestOneBit(size));
    return (offset + alignment - 1) / alignment * alignment;
  }

  private static Result<ProgramImage> refused(String reason) {
    return Result.failed(Errno.EINVAL, "program image: " + reason);
  }
}
