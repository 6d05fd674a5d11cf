package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;

/** Waits for fences: looks at the mapped value for a little while, then sleeps in the node. */
final class FenceWaiter implements AutoCloseable {
  /** No end of waiting. */
  static final long FOREVER = Long.MAX_VALUE;
  private static final int LOOKS_BETWEEN_CLOCKS = 64;
  /** How long a sleep lasts that nothing but the node can end: then the thread looks whether it was interrupted. */
  private static final long UNINTERRUPTIBLE_NANOS = 100_000_000;
  private static final WaitForSynchronizationObjectFromCpuFlags ALL = WaitForSynchronizationObjectFromCpuFlags.NONE;
  private static final WaitForSynchronizationObjectFromCpuFlags ANY = new WaitForSynchronizationObjectFromCpuFlags(true,
      0);

  private final NodeCalls calls;
  private final Handle device;
  private final AdaptiveSpin spin;
  private final Deadlines deadlines;

  FenceWaiter(NodeCalls calls, Handle device, SyncCalls sync, long spinNanos) {
    this.calls = calls;
    this.device = device;
    this.spin = new AdaptiveSpin(spinNanos);
    this.deadlines = new Deadlines(sync, calls.name());
  }

  /** A time to wait as nanoseconds; what is too long to count is forever. */
  static long nanos(Duration timeout) {
    return TimeUnit.NANOSECONDS.convert(timeout);
  }

  /**
   * Waits until a fence has a value.
   *
   * @param timeoutNanos 0 only looks; {@link #FOREVER}
   * @return false when the time was over first
   * @throws AcceleratorException EINTR when the thread was interrupted (and still is), ENODEV when the device is gone
   */
  boolean await(Handle fence, FenceWord word, long value, long timeoutNanos) {
    if (word.reached(value)) {
      return true;
    }
    long begin = System.nanoTime();
    boolean hit = spin(word, value, Math.min(spin.nanos(), timeoutNanos));
    spin.learn(hit);
    if (hit) {
      return true;
    }
    while (!word.reached(value)) {
      long left = timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (System.nanoTime() - begin);
      if (left <= 0) {
        return false;
      }
      sleep(fence, word, value, calls.isInterruptible() ? left : Math.min(left, UNINTERRUPTIBLE_NANOS));
    }
    return true;
  }

  private static boolean spin(FenceWord word, long value, long nanos) {
    long begin = System.nanoTime();
    do {
      for (int i = 0; i < LOOKS_BETWEEN_CLOCKS; i++) {
        if (word.reached(value)) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - begin < nanos);
    return false;
  }

  private void sleep(Handle fence, FenceWord word, long value, long nanos) {
    try (Arena arena = Arena.ofConfined()) {
      if (nanos == FOREVER) {
        sleep(arena, () -> word.reached(value), ALL, new Handle[]{fence}, value);
        return;
      }
      try (Deadlines.Deadline deadline = deadlines.in(nanos)) {
        sleep(arena, () -> word.reached(value), ANY, new Handle[]{fence, deadline.fence()}, value, deadline.value());
      }
    }
  }

  /**
   * Sleeps until one of some fences has its value, or a wake-up call comes.
   *
   * @param wake fence that ends the sleep
   * @param nanos how long at most; 0 for no end
   */
  void sleepForFirst(Handle wake, long wakeValue, List<Handle> fences, List<Long> values, long nanos) {
    Handle[] all = new Handle[fences.size() + (nanos == 0 ? 1 : 2)];
    long[] at = new long[all.length];
    for (int i = 0; i < fences.size(); i++) {
      all[i] = fences.get(i);
      at[i] = values.get(i);
    }
    all[fences.size()] = wake;
    at[fences.size()] = wakeValue;
    try (Arena arena = Arena.ofConfined()) {
      if (nanos == 0) {
        sleep(arena, () -> false, ANY, all, at);
        return;
      }
      try (Deadlines.Deadline deadline = deadlines.in(nanos)) {
        all[all.length - 1] = deadline.fence();
        at[all.length - 1] = deadline.value();
        sleep(arena, () -> false, ANY, all, at);
      }
    }
  }

  private void sleep(Arena arena, BooleanSupplier reached, WaitForSynchronizationObjectFromCpuFlags flags,
      Handle[] fences, long... values) {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    try {
      calls.call(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, waitFor(arena, flags, fences, values), arena);
    } catch (AcceleratorException e) {
      if (e.errno() == Errno.EINTR) {
        if (!calls.isInterruptible() && !Thread.currentThread().isInterrupted()) {
          // A signal that this process got, and this thread happened to take: the wait goes on.
          return;
        }
        Thread.currentThread().interrupt();
        throw interrupted();
      }
      // A fence also gets its value when the work before it is lost; the caller finds out which it was.
      if (!reached.getAsBoolean()) {
        throw e;
      }
    }
  }

  /** Why a value that a fence has was reached without the work before it; null if the node does not say so. */
  @Nullable
  String whyFailed(Handle fence, long value) {
    try (Arena arena = Arena.ofConfined()) {
      calls.call(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, waitFor(arena, ALL, new Handle[]{fence}, value), arena);
      return null;
    } catch (AcceleratorException e) {
      return e.reason();
    }
  }

  private WaitForSynchronizationObjectFromCpu waitFor(Arena arena, WaitForSynchronizationObjectFromCpuFlags flags,
      Handle[] fences, long... values) {
    return new WaitForSynchronizationObjectFromCpu(device, fences.length, NodeCalls.handles(arena, fences).address(),
        NodeCalls.values(arena, values).address(), 0, flags);
  }

  private AcceleratorException interrupted() {
    return new AcceleratorException("wait", Errno.EINTR, "thread was interrupted: node=" + calls.name());
  }

  @Override
  public void close() {
    deadlines.close();
  }
}
