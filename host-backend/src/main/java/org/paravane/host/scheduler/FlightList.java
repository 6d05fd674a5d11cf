package org.paravane.host.scheduler;

/** Positions of the operations of one queue that an engine has, oldest first; a handful. */
final class FlightList {
  static final long NONE = -1;

  private final long[] positions;
  private int count;

  FlightList(int capacity) {
    this.positions = new long[capacity];
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count == positions.length;
  }

  int size() {
    return count;
  }

  void add(long position) {
    positions[count++] = position;
  }

  /** Takes out the operation with this sequence number; {@link #NONE} if the engine does not have it. */
  long take(OperationRing operations, long sequence) {
    for (int i = 0; i < count; i++) {
      long position = positions[i];
      if (operations.at(position).sequence == sequence) {
        System.arraycopy(positions, i + 1, positions, i, count - i - 1);
        count--;
        return position;
      }
    }
    return NONE;
  }
}
