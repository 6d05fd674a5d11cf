package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;

/**
 * What stands before the payload on channels in pipe mode: 8 bytes that restore the exact length (section 11).
 *
 * <pre>
 *  0  type    u32   1 = data
 *  4  length  u32   bytes that follow; 0 = no more data will come
 * </pre>
 *
 * Type 2 is a reader's note to itself in the ring, which ours does not need because it copies; types 3 and 4 are for RDMA. No
 * writer sends us any of them.
 */
public sealed interface PipeFrame {
  /** Bytes before the data. */
  int HEADER_BYTES = 8;
  /** Longest data of one packet. */
  int MAX_DATA_BYTES = 16 * 1024;
  /** The only type that a writer sends. */
  int TYPE_DATA = 1;

  /** Data of this exact length follows the header. */
  record Data(int lengthBytes) implements PipeFrame {
  }

  /** The writer will send no more. */
  record EndOfData() implements PipeFrame {
  }

  /** What no correct peer sends. */
  record Invalid(String detail) implements PipeFrame {
  }

  /** Writes the header of a packet with this much data; 0 tells that no more will come. */
  static void write(MemorySegment to, long offset, int lengthBytes) {
    if (lengthBytes < 0 || lengthBytes > MAX_DATA_BYTES) {
      throw new IllegalArgumentException("bad pipe message: length=" + lengthBytes);
    }
    to.set(RingLayout.U32, offset, TYPE_DATA);
    to.set(RingLayout.U32, offset + 4, lengthBytes);
  }

  /** Reads the header of a packet that was polled. */
  static PipeFrame parse(IncomingPacket packet) {
    if (packet.payloadBytes() < HEADER_BYTES) {
      return new Invalid("no pipe header: payload=" + packet.payloadBytes());
    }
    int type = packet.buffer().get(RingLayout.U32, packet.payloadOffset());
    int length = packet.buffer().get(RingLayout.U32, packet.payloadOffset() + 4L);
    if (type != TYPE_DATA) {
      return new Invalid("bad pipe type: type=" + Integer.toUnsignedLong(type));
    }
    if (length < 0 || length > packet.payloadBytes() - HEADER_BYTES || length > MAX_DATA_BYTES) {
      return new Invalid("bad pipe length: length=%d, payload=%d".formatted(Integer.toUnsignedLong(length),
          packet.payloadBytes()));
    }
    return length == 0 ? new EndOfData() : new Data(length);
  }
}
