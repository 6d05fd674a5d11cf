package org.paravane.host.scheduler;

/** The packets that one engine node has, oldest first, without an object for each. */
final class PacketsInFlight {
  private final WorkQueue[] queues;
  private final long[] sequences;
  private int count;

  PacketsInFlight(int capacity) {
    this.queues = new WorkQueue[capacity];
    this.sequences = new long[capacity];
  }

  boolean isEmpty() {
    return count == 0;
  }

  int size() {
    return count;
  }

  /** The queue of the packet that runs, or will run next. */
  WorkQueue headQueue() {
    return queues[0];
  }

  long headSequence() {
    return sequences[0];
  }

  WorkQueue queue(int index) {
    return queues[index];
  }

  void add(WorkQueue queue, long sequence) {
    queues[count] = queue;
    sequences[count] = sequence;
    count++;
  }

  /**
   * Takes out a packet that ended.
   *
   * @return its index, or -1 if it is not there
   */
  int remove(WorkQueue queue, long sequence) {
    for (int i = 0; i < count; i++) {
      if (queues[i].equals(queue) && sequences[i] == sequence) {
        System.arraycopy(queues, i + 1, queues, i, count - i - 1);
        System.arraycopy(sequences, i + 1, sequences, i, count - i - 1);
        count--;
        return i;
      }
    }
    return -1;
  }
}
