package org.paravane.tests.storm;

import java.util.SplittableRandom;

/** Handles seen in answers, the oldest forgotten first; most of them still live. */
final class HandlePool {
  private static final int CAPACITY = 256;

  private final int[] handles = new int[CAPACITY];
  private int count;

  void add(int handle) {
    if (handle != 0) {
      handles[count++ % CAPACITY] = handle;
    }
  }

  /** One of them, one that is nearly right, or any number. */
  int any(SplittableRandom random) {
    int known = Math.min(count, CAPACITY);
    int chosen = known == 0 ? 0 : handles[random.nextInt(known)];
    return switch (random.nextInt(16)) {
      case 0 -> 0;
      case 1 -> random.nextInt();
      case 2 -> chosen + 64 * (random.nextInt(9) - 4);
      case 3 -> chosen ^ (1 << random.nextInt(32));
      default -> chosen;
    };
  }

  void clear() {
    count = 0;
  }
}
