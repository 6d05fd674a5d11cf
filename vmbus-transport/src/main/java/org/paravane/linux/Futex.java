package org.paravane.linux;

import java.lang.foreign.MemorySegment;

/**
 * Waiting on a 32-bit word of memory that several processes may share. The wait blocks its platform thread (and would pin
 * the carrier of a virtual one), so it belongs on platform threads. Source: futex(2), without the PRIVATE flag.
 */
public final class Futex {
  /** Timeout of a wait that has none. */
  public static final long FOREVER = -1;
  private static final int EVERYBODY = Integer.MAX_VALUE;

  /** Why a wait ended. None of them promises anything about the word: look again. */
  public enum Outcome {
    /** Somebody woke us, or it was a spurious wake-up. */
    WOKEN,
    /** The word was not the expected one any more, we did not sleep. */
    CHANGED, TIMED_OUT, INTERRUPTED
  }

  private Futex() {
  }

  /**
   * Sleeps if the word still has the expected value.
   *
   * @param offset of the word in the segment, which is native; word-aligned
   * @param timeoutNanos 0 or more, or {@link #FOREVER}
   */
  public static Outcome await(MemorySegment segment, long offset, int expected, long timeoutNanos) {
    int result = Libc.futexWait(word(segment, offset), expected, timeoutNanos);
    return switch (-result) {
      case 0 -> Outcome.WOKEN;
      case Libc.EAGAIN -> Outcome.CHANGED;
      case Libc.ETIMEDOUT -> Outcome.TIMED_OUT;
      case Libc.EINTR -> Outcome.INTERRUPTED;
      default -> throw new IllegalStateException("futex wait failed: errno=" + -result + ", offset=" + offset);
    };
  }

  /** Wakes at most one waiter of the word; whether there was one. */
  public static boolean wakeOne(MemorySegment segment, long offset) {
    return wake(segment, offset, 1) > 0;
  }

  /** Wakes all waiters of the word: how many there were. */
  public static int wakeAll(MemorySegment segment, long offset) {
    return wake(segment, offset, EVERYBODY);
  }

  private static int wake(MemorySegment segment, long offset, int waiters) {
    int result = Libc.futexWake(word(segment, offset), waiters);
    if (result < 0) {
      throw new IllegalStateException("futex wake failed: errno=" + -result + ", offset=" + offset);
    }
    return result;
  }

  private static MemorySegment word(MemorySegment segment, long offset) {
    return segment.asSlice(offset, Integer.BYTES, Integer.BYTES);
  }
}
