package org.paravane.host.engine.simulated;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;
import org.paravane.host.memory.MemoryAccess;

/**
 * What a kernel works with: its arguments (a private copy), memory by GPU address, scratch arrays, and the account of what it
 * did. One per engine node, reused; the node's thread only.
 */
final class KernelCall {
  /** Elements that a kernel handles at a time; it may be stopped in between. */
  static final int CHUNK = 4096;

  private static final int SPANS = 3;
  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final StopSignal NEVER = () -> false;

  private final GpuSpan[] spans = new GpuSpan[SPANS];
  private final float[][] scratch = new float[SPANS][];
  private final MemorySegment pattern = MemorySegment.ofArray(new byte[4 * CHUNK]);
  private MemorySegment arguments = MemorySegment.NULL;
  private @Nullable MemoryAccess memory;
  private SgemmKernel.@Nullable Panels panels;
  private String kernel = "";
  private StopSignal stop = NEVER;
  private long bytes;
  private long flops;
  private long waitNanos;

  KernelCall() {
    for (int i = 0; i < SPANS; i++) {
      spans[i] = new GpuSpan();
      scratch[i] = new float[CHUNK];
    }
  }

  /** Prepares for the next kernel, or for a packet that works like one. */
  void begin(String newKernel, MemorySegment newArguments, MemoryAccess newMemory, StopSignal newStop) {
    kernel = newKernel;
    arguments = newArguments;
    memory = newMemory;
    stop = newStop;
    bytes = 0;
    flops = 0;
    waitNanos = 0;
  }

  String kernel() {
    return kernel;
  }

  long u64(int offset) {
    return PacketFields.u64(arguments, offset);
  }

  int u32(int offset) {
    return PacketFields.u32(arguments, offset);
  }

  float f32(int offset) {
    return PacketFields.f32(arguments, offset);
  }

  /** Whether to give up what is being done. */
  boolean stopped() {
    return stop.isSet();
  }

  /** One of the scratch arrays of {@link #CHUNK} floats. */
  float[] scratch(int index) {
    return scratch[index];
  }

  /** A buffer that begins with so many bytes of a repeated word, or is full of it. */
  MemorySegment pattern(int word, long wantedBytes) {
    long end = Math.min(wantedBytes, pattern.byteSize());
    for (long at = 0; at < end; at += 4) {
      pattern.set(WORD, at, word);
    }
    return pattern;
  }

  /** Larger arrays, for the kernel that needs them. */
  SgemmKernel.Panels panels() {
    SgemmKernel.Panels made = panels;
    if (made == null) {
      made = new SgemmKernel.Panels();
      panels = made;
    }
    return made;
  }

  /** A count of elements of 4 bytes whose total size can be computed. */
  long count(String argument, long value) throws PacketFault {
    if (value < 0 || value > Long.MAX_VALUE / 4) {
      throw PacketFault.badKernarg(kernel, "argument=" + argument + ", value=" + Long.toUnsignedString(value));
    }
    return value;
  }

  /** Memory of floats or 32-bit words: all of it mapped, with the right, aligned to 4. */
  GpuSpan words(int index, String argument, long address, long count, GpuAccess access) throws PacketFault {
    if ((address & 3) != 0) {
      throw PacketFault.badKernarg(kernel,
          "argument=" + argument + ", misaligned address=0x" + Long.toHexString(address));
    }
    return bytes(index, argument, address, 4 * count, access);
  }

  /** Memory of bytes: all of it mapped, with the right. */
  GpuSpan bytes(int index, String argument, long address, long length, GpuAccess access) throws PacketFault {
    GpuSpan span = spans[index];
    if (length < 0) {
      throw PacketFault.badKernarg(kernel, "argument=" + argument + ", length=" + Long.toUnsignedString(length));
    }
    if (length > 0 && !Objects.requireNonNull(memory).resolve(address, length, access, span)) {
      throw new PacketFault(FaultKind.PAGE_FAULT, span.faultAddress(), "page fault",
          "address=0x%x, access=%s, kernel=%s, argument=%s, cause=%s".formatted(span.faultAddress(), access, kernel,
              argument,
              span.faultCause()));
    }
    return span;
  }

  /** Adds to what the work is charged for. */
  void did(long moreBytes, long moreFlops) {
    bytes += moreBytes;
    flops += moreFlops;
  }

  /** Asks that the packet takes so long, on the engine's clock. */
  void takes(long nanos) {
    waitNanos = nanos;
  }

  long cost(TimingModel timing) {
    long modelled = timing.nanos(bytes, flops);
    return waitNanos > Long.MAX_VALUE - modelled ? Long.MAX_VALUE : modelled + waitNanos;
  }
}
