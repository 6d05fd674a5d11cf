package org.paravane.host.engine.opencl;

import java.util.Arrays;

/**
 * How long a kernel takes, by the power of two of its work items; decides whether it is so short that waking other threads would
 * cost more than it. Learnt from runs on the device with threads, watched while it runs inline.
 */
final class LaunchTimes {
  /** Runs longer than this are not worth the calling thread. */
  static final long INLINE_NANOS = 50_000;

  private static final int BUCKETS = 64;
  private static final int RUNS_AT_FIRST = 3;
  private static final int RUNS_AT_MOST = 1024;
  private static final int SAMPLE_EVERY = 32;
  private static final int STRIKES = 3;
  private static final long FAR_TOO_LONG = 20 * INLINE_NANOS;

  private final long[] nanos = new long[BUCKETS];
  private final int[] runs = new int[BUCKETS];
  private final int[] neededRuns = new int[BUCKETS];
  private final int[] launches = new int[BUCKETS];
  private final int[] strikes = new int[BUCKETS];
  private final boolean[] settled = new boolean[BUCKETS];

  LaunchTimes() {
    Arrays.fill(neededRuns, RUNS_AT_FIRST);
  }

  static int bucket(long workItems) {
    return BUCKETS - 1 - Long.numberOfLeadingZeros(workItems | 1);
  }

  boolean isShort(int bucket) {
    return runs[bucket] >= neededRuns[bucket] && nanos[bucket] < INLINE_NANOS / 2;
  }

  /** Whether the run that is launched now is to be measured: the first ones, and samples of those that follow. */
  boolean isLearning(int bucket) {
    return runs[bucket] < neededRuns[bucket] || launches[bucket]++ % SAMPLE_EVERY == 0;
  }

  /** A run on the device with threads. */
  void ranWithThreads(int bucket, long tookNanos) {
    if (runs[bucket] == 0) {
      nanos[bucket] = tookNanos;
    } else if (runs[bucket] < neededRuns[bucket]) {
      nanos[bucket] = Math.min(tookNanos, nanos[bucket]);
    } else {
      nanos[bucket] += (tookNanos - nanos[bucket]) / 4;
    }
    runs[bucket]++;
  }

  /**
   * A run in the calling thread. The first may have compiled the kernel for that device and says nothing. A single long one says
   * little, as the machine may have been busy; after several the kernel has to prove itself anew, longer each time.
   */
  void ranInline(int bucket, long tookNanos) {
    if (!settled[bucket]) {
      settled[bucket] = true;
    } else if (tookNanos <= INLINE_NANOS) {
      strikes[bucket] = 0;
    } else {
      strikes[bucket] += tookNanos > FAR_TOO_LONG ? STRIKES - 1 : 1;
      if (strikes[bucket] >= STRIKES) {
        strikes[bucket] = 0;
        runs[bucket] = 0;
        neededRuns[bucket] = Math.min(RUNS_AT_MOST, 2 * neededRuns[bucket]);
      }
    }
  }
}
