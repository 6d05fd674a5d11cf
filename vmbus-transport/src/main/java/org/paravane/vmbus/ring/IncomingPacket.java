package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The packet that {@link IncomingRing#poll} found: a private copy that passed all checks. There is one per ring, overwritten by
 * the next poll.
 */
public final class IncomingPacket {
  private MemorySegment buffer = MemorySegment.ofArray(new long[64]);
  private PacketType type = PacketType.IN_BAND;
  private boolean completionRequested;
  private long transactionId;
  private int dataOffset = RingLayout.DESCRIPTOR;
  private int length = RingLayout.DESCRIPTOR;

  IncomingPacket() {
  }

  public PacketType type() {
    return type;
  }

  public boolean completionRequested() {
    return completionRequested;
  }

  /** Opaque to the ring. Means something only if {@link #hasTransactionId}. */
  public long transactionId() {
    return transactionId;
  }

  /** A request that wants to be completed, or a completion. */
  public boolean hasTransactionId() {
    return completionRequested || type == PacketType.COMPLETION;
  }

  /** The whole packet without its trailer; longer than the packet. Payload starts at {@link #payloadOffset}. */
  public MemorySegment buffer() {
    return buffer;
  }

  public int payloadOffset() {
    return dataOffset;
  }

  /** Payload with its padding: a multiple of 8, because the exact length is not in the packet. */
  public int payloadBytes() {
    return length - dataOffset;
  }

  /** The payload as a segment of exactly {@link #payloadBytes}; still part of this packet's buffer. */
  public MemorySegment payload() {
    return buffer.asSlice(dataOffset, payloadBytes());
  }

  /** A copy of the payload that outlives the next poll. */
  public byte[] copyPayload() {
    return payload().toArray(ValueLayout.JAVA_BYTE);
  }

  /** The ranges of a packet of type 7 or 9, otherwise null. */
  public @Nullable RangeHeader ranges() {
    return type.hasRanges() ? RangeParser.decode(type, buffer) : null;
  }

  /** A buffer for a packet of this many bytes. Grows to the largest packet seen, at most 512 KiB. */
  MemorySegment bufferFor(int bytes) {
    if (bytes > buffer.byteSize()) {
      int grown = (int) Math.max(bytes, Math.min(2 * buffer.byteSize(), (long) RingLayout.MAX_UNITS * RingLayout.UNIT));
      buffer = MemorySegment.ofArray(new long[grown / RingLayout.UNIT]);
    }
    return buffer;
  }

  void set(PacketType type, boolean completionRequested, long transactionId, int dataOffset, int length) {
    this.type = type;
    this.completionRequested = completionRequested;
    this.transactionId = transactionId;
    this.dataOffset = dataOffset;
    this.length = length;
  }
}
