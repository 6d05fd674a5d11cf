package org.paravane.runtime;

/**
 * Space in a ring of memory: taken at the head in runs that do not wrap, given back at the tail. Positions only grow; a
 * position's place in the ring is what is left when the size is taken out.
 */
final class RingSpace {
  private final long size;
  private long head;
  private long tail;

  RingSpace(long size) {
    this.size = size;
  }

  /** The position where a run of some bytes would begin, alignment included. */
  long next(long bytes, long alignment) {
    long start = Math.ceilDiv(head, alignment) * alignment;
    return start % size + bytes <= size ? start : Math.ceilDiv(start, size) * size;
  }

  /** Whether there is room for a run. */
  boolean fits(long bytes, long alignment) {
    return next(bytes, alignment) + bytes - tail <= size;
  }

  /** Takes a run that fits; answers its position. */
  long take(long bytes, long alignment) {
    long start = next(bytes, alignment);
    head = start + bytes;
    return start;
  }

  /** The place of a position. */
  long placeOf(long position) {
    return position % size;
  }

  long head() {
    return head;
  }

  /** Everything before a position is free again. */
  void free(long position) {
    tail = position;
  }

  long size() {
    return size;
  }
}
