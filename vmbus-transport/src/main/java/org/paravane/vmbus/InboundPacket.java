package org.paravane.vmbus;

import java.util.List;

/**
 * A packet that the peer sent, copied out of the ring before anything looked at it.
 *
 * @param type                in-band, or in-band with memory ranges
 * @param completionRequested true where the sender waits for {@link VmbusChannel#complete}
 * @param transactionId       the sender's number, echoed by the completion
 * @param payload             private copy, a multiple of 8 bytes
 * @param ranges              memory that travels with a GPA-direct packet, checked for shape but not resolved; empty for in-band
 */
@SuppressWarnings("ArrayRecordComponent")
public record InboundPacket(Type type, boolean completionRequested, long transactionId, byte[] payload,
    List<GpaRange> ranges) {
  /** Packet types that a listener gets. Completions go to the caller that waits for them. */
  public enum Type {
    IN_BAND, GPA_DIRECT
  }

  public InboundPacket {
    ranges = List.copyOf(ranges);
  }
}
