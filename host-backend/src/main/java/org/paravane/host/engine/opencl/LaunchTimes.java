package org.paravane.host.engine.opencl;

/**
 * How long a kernel takes, by the power of two of its work items; decides whether it is so short that waking other threads would
 * cost more than it. Learnt from runs on the device with threads, watched while it runs inline.
 */
final class LaunchTimes {
  /** Runs longer than this are not worth the calling thread. */
  static final long INLINE_NANOS = 50_000;

  private static final int BUCKETS = 64;
  private static final int RUNS_BEFORE = 3;
  private static final int STRIKES = 3;
  private static final long FAR_TOO_LONG = 20 * INLINE_NANOS;

  private final long[] nanos = new long[BUCKETS];
  private final int[] runs = new int[BUCKETS];
  private final int[] strikes = new int[BUCKETS];
  private final boolean[] settled = new boolean[BUCKETS];

  static int bucket(long workItems) {
    return BUCKETS - 1 - Long.numberOfLeadingZeros(workItems | 1);
  }

  boolean isShort(int bucket) {
    return runs[bucket] >= RUNS_BEFORE && nanos[bucket] < INLINE_NANOS / 2;
  }

  /** Whether another measured run is of use. */
  boolean isLearning(int bucket) {
    return runs[bucket] < RUNS_BEFORE;
  }

  /** A run on the device with threads. */
  void ranWithThreads(int bucket, long tookNanos) {
    nanos[bucket] = runs[bucket] == 0 ? tookNanos : Math.min(tookNanos, nanos[bucket]);
    runs[bucket]++;
  }

  /** A run in the calling thread. The first may have compiled the kernel for that device and says nothing. */
  void ranInline(int bucket, long tookNanos) {
    if (!settled[bucket]) {
      settled[bucket] = true;
    } else if (tookNanos <= INLINE_NANOS) {
      strikes[bucket] = 0;
    } else {
      strikes[bucket] += tookNanos > FAR_TOO_LONG ? STRIKES - 1 : 1;
      if (strikes[bucket] >= STRIKES) {
        strikes[bucket] = 0;
        runs[bucket] = RUNS_BEFORE;
        nanos[bucket] = Long.MAX_VALUE; // for good: a kernel whose time varies is none for our own thread
      }
    }
  }
}
