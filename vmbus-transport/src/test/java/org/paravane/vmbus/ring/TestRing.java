package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;

/** Both sides of one ring in this process, over heap memory. */
final class TestRing {
  final MemorySegment segment;
  final RingMemory memory;
  final OutgoingRing out;
  final IncomingRing in;

  TestRing(int dataBytes) {
    this(dataBytes, 0);
  }

  /** A ring whose indices both start somewhere else, so that packets wrap where a test wants it. */
  TestRing(int dataBytes, int startIndex) {
    segment = MemorySegment.ofArray(new long[(RingLayout.PAGE + dataBytes) / 8]);
    RingMemory.format(segment);
    memory = RingMemory.of(segment);
    memory.storeRelease(RingLayout.WRITE_INDEX, startIndex);
    memory.storeRelease(RingLayout.READ_INDEX, startIndex);
    try {
      out = OutgoingRing.attach(memory);
      in = IncomingRing.attach(memory);
    } catch (RingViolationException e) {
      throw new AssertionError(e);
    }
  }

  /** Payload of this many bytes: 1, 2, 3 … */
  static MemorySegment payload(int bytes) {
    byte[] payload = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      payload[i] = (byte) (i + 1);
    }
    return MemorySegment.ofArray(payload);
  }

  OutgoingRing.Write send(int payloadBytes) {
    return out.inBand(7, false, payload(payloadBytes), 0, payloadBytes);
  }
}
