package org.paravane.host.memory;

/**
 * How much a partition may have.
 *
 * @param localBytes at most this much of the local segment
 * @param nonLocalBytes at most this much guest memory in use by the adapter
 */
public record MemoryBudget(long localBytes, long nonLocalBytes) {
  public MemoryBudget {
    if (localBytes < 0 || nonLocalBytes < 0) {
      throw new IllegalArgumentException("negative budget: local=" + localBytes + ", nonLocal=" + nonLocalBytes);
    }
  }

  long of(SegmentGroup group) {
    return switch (group) {
      case LOCAL -> localBytes;
      case NON_LOCAL -> nonLocalBytes;
    };
  }
}
