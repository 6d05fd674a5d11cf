package org.paravane.host.scheduler;

import java.util.Arrays;

/** The operations of one queue in order: a ring of reused slots that grows up to what its context may queue. */
final class OperationRing {
  private static final int FIRST_CAPACITY = 16;

  private Operation[] slots = newSlots(FIRST_CAPACITY);
  private long head;
  private long tail;

  boolean isEmpty() {
    return head == tail;
  }

  int size() {
    return (int) (tail - head);
  }

  /** Position of the oldest operation. */
  long head() {
    return head;
  }

  /** Position of the next operation to come. */
  long tail() {
    return tail;
  }

  Operation at(long position) {
    return slots[(int) position & (slots.length - 1)];
  }

  /** A slot behind the last operation, to be filled at once. */
  Operation append() {
    if (size() == slots.length) {
      grow();
    }
    return at(tail++);
  }

  void removeHead() {
    at(head).clear(Operation.Kind.NOTIFY);
    head++;
  }

  private void grow() {
    Operation[] larger = newSlots(2 * slots.length);
    for (long position = head; position < tail; position++) {
      larger[(int) position & (larger.length - 1)] = at(position);
    }
    slots = larger;
  }

  private static Operation[] newSlots(int capacity) {
    Operation[] slots = new Operation[capacity];
    Arrays.setAll(slots, i -> new Operation());
    return slots;
  }
}
