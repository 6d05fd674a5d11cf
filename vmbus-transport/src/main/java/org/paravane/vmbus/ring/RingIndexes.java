package org.paravane.vmbus.ring;

import org.paravane.vmbus.ring.RingViolation.Rule;

/** The check of a loaded index, which both sides make. */
final class RingIndexes {
  private RingIndexes() {
  }

  /** Loads an index when a side attaches: the only time that a side looks at its own. */
  static int attach(RingMemory memory, int field, Rule rule) throws RingViolationException {
    int word = memory.loadAcquire(field);
    if (!memory.size().isIndex(word)) {
      throw new RingViolationException(violation(rule, word, memory.size()));
    }
    return word;
  }

  static RingViolation violation(Rule rule, int word, RingSize size) {
    return new RingViolation(rule, "value=%d, ring=%d".formatted(Integer.toUnsignedLong(word), size.dataBytes()));
  }
}
