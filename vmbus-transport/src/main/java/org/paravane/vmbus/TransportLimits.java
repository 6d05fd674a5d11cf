package org.paravane.vmbus;

/**
 * What one connection may cost. A guest that goes past a limit is refused where the protocol has an answer, and closed where it has none.
 *
 * @param offers             offers of one connection, at most 2047
 * @param gpadlsPerChannel   live GPADLs of one channel
 * @param pages              pages in all live GPADLs of the connection
 * @param regions            shared memory regions
 * @param reservedBytes      address space of all shared memory regions
 * @param queuedMessages     control messages that wait, in each direction
 * @param queuedPacketBytes  payload that waits behind the full ring of one channel
 * @param protocolErrors     malformed or unexpected control messages before the connection is closed
 */
public record TransportLimits(int offers, int gpadlsPerChannel, int pages, int regions, long reservedBytes,
    int queuedMessages, int queuedPacketBytes, int protocolErrors) {
  public TransportLimits {
    if (offers < 1 || offers >= ChannelId.COUNT) {
      throw new IllegalArgumentException("offers out of range: offers=" + offers);
    }
  }

  /** Room for a busy guest: 2,000 offers, 16 Mi pages, 4096 regions in 4 TiB of address space. */
  public static TransportLimits defaults() {
    return new TransportLimits(2_000, 16_384, 16 << 20, 4_096, 1L << 42, 4_096, 4 << 20, 1_000);
  }

  public TransportLimits withOffers(int count) {
    return new TransportLimits(count, gpadlsPerChannel, pages, regions, reservedBytes, queuedMessages,
        queuedPacketBytes, protocolErrors);
  }

  public TransportLimits withGpadlsPerChannel(int count) {
    return new TransportLimits(offers, count, pages, regions, reservedBytes, queuedMessages, queuedPacketBytes,
        protocolErrors);
  }

  public TransportLimits withPages(int count) {
    return new TransportLimits(offers, gpadlsPerChannel, count, regions, reservedBytes, queuedMessages,
        queuedPacketBytes, protocolErrors);
  }

  public TransportLimits withRegions(int count, long bytes) {
    return new TransportLimits(offers, gpadlsPerChannel, pages, count, bytes, queuedMessages, queuedPacketBytes,
        protocolErrors);
  }

  public TransportLimits withQueues(int messages, int packetBytes) {
    return new TransportLimits(offers, gpadlsPerChannel, pages, regions, reservedBytes, messages, packetBytes,
        protocolErrors);
  }

  public TransportLimits withProtocolErrors(int count) {
    return new TransportLimits(offers, gpadlsPerChannel, pages, regions, reservedBytes, queuedMessages,
        queuedPacketBytes, count);
  }
}
