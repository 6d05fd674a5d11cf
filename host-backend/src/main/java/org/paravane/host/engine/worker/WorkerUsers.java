package org.paravane.host.engine.worker;

import java.util.BitSet;

/**
 * User numbers for workers: each live worker has one of its own. They are given in turn, so that one is not given again soon after its worker
 * is gone. Any thread.
 */
final class WorkerUsers {
  private final int first;
  private final int count;
  private final BitSet taken;
  private int next;

  /**
   * A range that nobody else uses.
   *
   * @param first a number that no account has
   */
  WorkerUsers(int first, int count) {
    this.first = first;
    this.count = count;
    taken = new BitSet(count);
  }

  /** A number that no live worker has. */
  synchronized int take() {
    for (int i = 0; i < count; i++) {
      int candidate = (next + i) % count;
      if (!taken.get(candidate)) {
        taken.set(candidate);
        next = (candidate + 1) % count;
        return first + candidate;
      }
    }
    throw new IllegalStateException("no user number left for a worker: range=" + count);
  }

  synchronized void giveBack(int user) {
    taken.clear(user - first);
  }

  int first() {
    return first;
  }
}
