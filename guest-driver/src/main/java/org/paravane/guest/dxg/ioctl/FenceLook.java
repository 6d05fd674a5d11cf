package org.paravane.guest.dxg.ioctl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.paravane.guest.dxg.object.Aperture;

/**
 * Looks at a fence's page for a moment before the host is asked to say when: for work of a few microseconds the host's answer would cost
 * several hand-overs between threads. Where looking does not pay it is tried now and then only. Any thread; the count of misses is a
 * guess that may lose an update.
 */
final class FenceLook {
  private static final long LOOK_NANOS = 60_000;
  private static final int LOOKS_BETWEEN_TIMES = 16;
  private static final int MISSES = 16;
  private static final int TRIAL = 64;

  private volatile int misses;

  /** Whether the value is reached, now or in a moment; false says nothing. */
  boolean isReached(Aperture aperture, long page, long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(2L * Long.BYTES, Long.BYTES);
      if (aperture.showsReached(page, value, scratch)) {
        return true;
      }
      int missed = misses;
      boolean reached = (missed < MISSES || missed % TRIAL == 0) && look(aperture, page, value, scratch);
      misses = reached ? 0 : missed == Integer.MAX_VALUE ? MISSES : missed + 1;
      return reached;
    }
  }

  private static boolean look(Aperture aperture, long page, long value, MemorySegment scratch) {
    long begin = System.nanoTime();
    do {
      for (int i = 0; i < LOOKS_BETWEEN_TIMES; i++) {
        if (aperture.showsReached(page, value, scratch)) {
          return true;
        }
        Thread.onSpinWait();
      }
      // Who works for us may want this core.
      Thread.yield();
    } while (System.nanoTime() - begin < LOOK_NANOS && !Thread.currentThread().isInterrupted());
    return false;
  }
}
