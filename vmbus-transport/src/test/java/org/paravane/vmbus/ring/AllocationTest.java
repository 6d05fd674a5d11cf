package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class AllocationTest {
  private static final int PACKETS = 200_000;

  @Test
  void sendingAndReadingAllocatesNothing() throws RingViolationException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    TestRing ring = new TestRing(16 * 1024);
    OutgoingBatch batches = new OutgoingBatch(ring.out, () -> {
    });
    MemorySegment payload = TestRing.payload(300);
    run(ring, batches, payload);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(ring, batches, payload);
    long perPacket = (threads.getCurrentThreadAllocatedBytes() - before) / PACKETS;
    assertThat(perPacket).isZero();
  }

  private static void run(TestRing ring, OutgoingBatch batches, MemorySegment payload) {
    for (int i = 0; i < PACKETS / 4; i++) {
      try (OutgoingBatch batch = batches.begin()) {
        for (int j = 0; j < 4; j++) {
          batch.inBand(i, false, payload, 0, j * 100);
        }
      }
      while (ring.in.poll() == IncomingRing.Poll.PACKET) {
        ring.in.packet().transactionId();
      }
      ring.in.release();
      ring.in.goIdle();
    }
  }
}
