package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import org.paravane.vmbus.ring.OutgoingRing.Write;

/**
 * Packets that become visible together: {@code try (OutgoingBatch batch = outgoing.begin()) { … }}. Closing publishes once and
 * signals at most once. The object is used again and again, so a batch costs nothing.
 */
public final class OutgoingBatch implements AutoCloseable {
  private final OutgoingRing ring;
  private final Doorbell doorbell;

  public OutgoingBatch(OutgoingRing ring, Doorbell doorbell) {
    this.ring = ring;
    this.doorbell = doorbell;
  }

  /** Starts a batch; returns this object for the try statement. */
  public OutgoingBatch begin() {
    return this;
  }

  /** See {@link OutgoingRing#inBand}. */
  public Write inBand(long transactionId, boolean completionRequested, MemorySegment payload, long offset,
      int bytes) {
    return ring.inBand(transactionId, completionRequested, payload, offset, bytes);
  }

  /** See {@link OutgoingRing#completion}. */
  public Write completion(long transactionId, MemorySegment payload, long offset, int bytes) {
    return ring.completion(transactionId, payload, offset, bytes);
  }

  /** See {@link OutgoingRing#withRanges}. */
  public Write withRanges(RangeHeader ranges, long transactionId, boolean completionRequested, MemorySegment payload,
      long offset, int bytes) {
    return ring.withRanges(ranges, transactionId, completionRequested, payload, offset, bytes);
  }

  /** Forgets the packets of this batch. */
  public void rollback() {
    ring.rollback();
  }

  @Override
  public void close() {
    if (ring.publish()) {
      doorbell.ring();
    }
  }
}
