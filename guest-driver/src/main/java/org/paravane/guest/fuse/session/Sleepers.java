package org.paravane.guest.fuse.session;

import java.util.HashMap;
import java.util.Map;

/**
 * How many calls may sleep for an unknown time. Each takes a thread, so one process, one user and all together are bounded, and
 * some threads are always left for calls that do not sleep.
 */
final class Sleepers {
  static final int PER_PROCESS = 64;
  static final int PER_USER = 512;
  private static final int ROOT = 0;

  private final int most;
  private final Map<Integer, Integer> perProcess = new HashMap<>();
  private final Map<Integer, Integer> perUser = new HashMap<>();
  private int all;

  /** @param threads the most threads that there are; an eighth, at least two, is never given to sleepers */
  Sleepers(int threads) {
    this.most = threads - Math.max(threads / 8, 2);
  }

  /** Before such a sleep; each true is paired with one {@link #end}. */
  synchronized boolean begin(int threadGroupId, int userId) {
    if (all >= most || count(perProcess, threadGroupId) >= PER_PROCESS
        || (userId != ROOT && count(perUser, userId) >= PER_USER)) {
      return false;
    }
    all++;
    perProcess.merge(threadGroupId, 1, Integer::sum);
    perUser.merge(userId, 1, Integer::sum);
    return true;
  }

  /** After it. */
  synchronized void end(int threadGroupId, int userId) {
    all--;
    perProcess.computeIfPresent(threadGroupId, (key, count) -> count == 1 ? null : count - 1);
    perUser.computeIfPresent(userId, (key, count) -> count == 1 ? null : count - 1);
  }

  synchronized int count() {
    return all;
  }

  private static int count(Map<Integer, Integer> counts, int key) {
    return counts.getOrDefault(key, 0);
  }
}
