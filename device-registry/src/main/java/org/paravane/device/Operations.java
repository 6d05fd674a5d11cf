package org.paravane.device;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Changes to a registry nest: a probe adds child devices, a listener unbinds. What must not be done with a device locked
 * (re-probing deferred devices, calling listeners) waits here until the outermost change of the thread is through.
 */
final class Operations {
  private final ThreadLocal<int[]> depth = ThreadLocal.withInitial(() -> new int[1]);
  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
  private final Runnable flush;

  /** The last thing done after each outermost change. */
  Operations(Runnable flush) {
    this.flush = flush;
  }

  /** Runs a change and, if it is the outermost one, whatever it left to do. */
  <T> T run(Supplier<T> change) {
    int[] level = depth.get();
    level[0]++;
    try {
      return change.get();
    } finally {
      if (level[0] == 1) {
        settle();
        depth.remove();
      } else {
        level[0]--;
      }
    }
  }

  /** Runs a change that has no answer. */
  void run(Runnable change) {
    run(() -> {
      change.run();
      return Boolean.TRUE;
    });
  }

  /** To be done when no device is locked by this thread. */
  void later(Runnable task) {
    later.add(task);
  }

  private void settle() {
    do {
      for (Runnable next = later.poll(); next != null; next = later.poll()) {
        next.run();
      }
      flush.run();
    } while (!later.isEmpty());
  }
}
