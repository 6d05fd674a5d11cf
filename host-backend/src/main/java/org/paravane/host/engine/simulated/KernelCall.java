package org.paravane.host.engine.simulated;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.packet.ArgumentReader;
import org.paravane.host.engine.packet.StopSignal;
import org.paravane.host.memory.MemoryAccess;

/**
 * What a kernel works with: its arguments (a private copy), memory by GPU address, scratch arrays, and the account of what it
 * did. One per engine node, reused; the node's thread only.
 */
final class KernelCall extends ArgumentReader {
  /** Elements that a kernel handles at a time; it may be stopped in between. */
  static final int CHUNK = 4096;

  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final StopSignal NEVER = () -> false;

  private final float[][] scratch = new float[SPANS][];
  private final MemorySegment pattern = MemorySegment.ofArray(new byte[4 * CHUNK]);
  private SgemmKernel.@Nullable Panels panels;
  private StopSignal stop = NEVER;
  private long bytes;
  private long flops;
  private long waitNanos;

  KernelCall() {
    for (int i = 0; i < SPANS; i++) {
      scratch[i] = new float[CHUNK];
    }
  }

  /** Prepares for the next kernel, or for a packet that works like one. */
  void begin(String newKernel, MemorySegment newArguments, MemoryAccess newMemory, StopSignal newStop) {
    begin(newKernel, newArguments, newMemory);
    stop = newStop;
    bytes = 0;
    flops = 0;
    waitNanos = 0;
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
