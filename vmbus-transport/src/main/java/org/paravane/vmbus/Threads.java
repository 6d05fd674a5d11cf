package org.paravane.vmbus;

/** Waiting for threads to end. */
final class Threads {
  private Threads() {
  }

  /** Waits until a thread has ended; false where it has not in time, or is the caller. An interrupt is kept for later. */
  static boolean join(Thread thread, long timeoutMillis) {
    if (thread.equals(Thread.currentThread())) {
      return false;
    }
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    boolean interrupted = false;
    try {
      while (thread.isAlive()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          thread.join(left);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
