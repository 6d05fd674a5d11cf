package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;

/**
 * The 64-bit value of a fence in mapped memory. Waiting looks at it for a moment, which is all that is needed for short work,
 * and then sleeps in the driver.
 */
final class FenceWord implements AutoCloseable {
  private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();
  private static final int WAIT = DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU.requestCode();
  private static final StructCodec<WaitForSynchronizationObjectFromCpu> CODEC = StructCodec
      .of(WaitForSynchronizationObjectFromCpu.class);
  private static final long PAGE = 4096;
  private static final int SPINS = 2_000;
  private static final long LONGEST_NAP_NANOS = 1_000_000;

  private final Calls calls;
  private final Handle device;
  private final Handle fence;
  private final NodeAccess.Mapping mapping;
  private final MemorySegment word;

  /** Maps the page of a fence. */
  FenceWord(Calls calls, Handle device, Handle fence, long offset) {
    this.calls = calls;
    this.device = device;
    this.fence = fence;
    this.mapping = calls.node().map(offset, PAGE);
    this.word = mapping.segment();
  }

  Handle handle() {
    return fence;
  }

  /** The value now. Whoever sees it sees what the engine wrote before. */
  long value() {
    return (long) VALUE.getAcquire(word, 0L);
  }

  /** Whether the fence has come to a value; values grow and are compared unsigned. */
  boolean reached(long target) {
    return Long.compareUnsigned(value(), target) >= 0;
  }

  /** Returns when the fence has come to a value. */
  void await(long target) {
    if (!spin(target)) {
      sleep(target);
    }
  }

  /** As {@link #await(long)}; false when the time is over first. Looks again at least every millisecond. */
  boolean await(long target, long nanos) {
    if (spin(target)) {
      return true;
    }
    long start = System.nanoTime();
    long nap = 10_000;
    while (!reached(target)) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(Math.min(nap, left));
      if (Thread.interrupted()) {
        throw AcceleratorException.of("await", Errno.EINTR, "thread was interrupted");
      }
      nap = Math.min(nap * 2, LONGEST_NAP_NANOS);
    }
    return true;
  }

  private boolean spin(long target) {
    for (int i = 0; i < SPINS; i++) {
      if (reached(target)) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private void sleep(long target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment objects = arena.allocateFrom(ValueLayout.JAVA_INT, fence.value());
      MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_LONG, target);
      MemorySegment argument = arena.allocate(CODEC.size(), Long.BYTES);
      CODEC.write(new WaitForSynchronizationObjectFromCpu(device, 1, objects.address(), values.address(), 0,
          WaitForSynchronizationObjectFromCpuFlags.NONE), argument, 0);
      calls.raw(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, WAIT, argument);
    }
  }

  @Override
  public void close() {
    mapping.close();
  }
}
