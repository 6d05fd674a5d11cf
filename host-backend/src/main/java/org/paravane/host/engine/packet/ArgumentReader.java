package org.paravane.host.engine.packet;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;
import org.paravane.host.memory.MemoryAccess;

/**
 * The arguments of one built-in kernel: values from a private copy, memory by GPU address, each checked with a reason that names
 * kernel and argument. Reused from packet to packet; one thread at a time.
 */
public class ArgumentReader {
  /** How many memory arguments a kernel may have. */
  protected static final int SPANS = 3;

  private final GpuSpan[] spans = new GpuSpan[SPANS];
  private MemorySegment arguments = MemorySegment.NULL;
  private @Nullable MemoryAccess memory;
  private String kernel = "";

  public ArgumentReader() {
    for (int i = 0; i < SPANS; i++) {
      spans[i] = new GpuSpan();
    }
  }

  /** Prepares for the next kernel, or for a packet that works like one. */
  public final void begin(String newKernel, MemorySegment newArguments, MemoryAccess newMemory) {
    kernel = newKernel;
    arguments = newArguments;
    memory = newMemory;
  }

  public final String kernel() {
    return kernel;
  }

  public final long u64(int offset) {
    return PacketFields.u64(arguments, offset);
  }

  public final int u32(int offset) {
    return PacketFields.u32(arguments, offset);
  }

  public final float f32(int offset) {
    return PacketFields.f32(arguments, offset);
  }

  /** A count of elements of 4 bytes whose total size can be computed. */
  public final long count(String argument, long value) throws PacketFault {
    if (value < 0 || value > Long.MAX_VALUE / 4) {
      throw bad(argument, value);
    }
    return value;
  }

  /** One side of a matrix. */
  public final int side(String argument, int value) throws PacketFault {
    if (value < 0) {
      throw bad(argument, Integer.toUnsignedLong(value));
    }
    return value;
  }

  /** Memory of floats or 32-bit words: all of it mapped, with the right, aligned to 4. */
  public final GpuSpan words(int index, String argument, long address, long count, GpuAccess access)
      throws PacketFault {
    if ((address & 3) != 0) {
      throw PacketFault.badKernarg(kernel,
          "argument=" + argument + ", misaligned address=0x" + Long.toHexString(address));
    }
    return bytes(index, argument, address, 4 * count, access);
  }

  /** Memory of bytes: all of it mapped, with the right. */
  public final GpuSpan bytes(int index, String argument, long address, long length, GpuAccess access)
      throws PacketFault {
    GpuSpan span = spans[index];
    if (length < 0) {
      throw PacketFault.badKernarg(kernel, "argument=" + argument + ", length=" + Long.toUnsignedString(length));
    }
    if (length > 0 && !Objects.requireNonNull(memory).resolve(address, length, access, span)) {
      throw pageFault(argument, span.faultAddress(), access, span.faultCause());
    }
    return span;
  }

  /** An argument's memory is not there, or not with the right. */
  public final PacketFault pageFault(String argument, long address, GpuAccess access, String cause) {
    return new PacketFault(FaultKind.PAGE_FAULT, address, "page fault",
        "address=0x%x, access=%s, kernel=%s, argument=%s, cause=%s".formatted(address, access, kernel, argument,
            cause));
  }

  /** An argument has a value that makes no sense; read as unsigned. */
  public final PacketFault bad(String argument, long value) {
    return PacketFault.badKernarg(kernel, "argument=" + argument + ", value=" + Long.toUnsignedString(value));
  }
}
