package org.paravane.device;

import java.util.BitSet;
import java.util.OptionalInt;

/** The minor numbers of a class. A number is not reused at once: the next free one after the last used, wrapping (linux-accel.md 5.4). */
final class Minors {
  private final int limit;
  private final BitSet used = new BitSet();
  private int next;

  Minors(int limit) {
    this.limit = limit;
  }

  /** The next free number, empty if there is none. */
  synchronized OptionalInt allocate() {
    int minor = used.nextClearBit(next);
    if (minor >= limit) {
      minor = used.nextClearBit(0);
      if (minor >= limit) {
        return OptionalInt.empty();
      }
    }
    used.set(minor);
    next = minor + 1;
    return OptionalInt.of(minor);
  }

  synchronized void free(int minor) {
    if (!used.get(minor)) {
      throw new IllegalStateException("minor is not in use: minor=" + minor);
    }
    used.clear(minor);
  }

  synchronized int inUse() {
    return used.cardinality();
  }
}
