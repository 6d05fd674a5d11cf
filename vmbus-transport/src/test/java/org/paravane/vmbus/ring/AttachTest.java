package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Write;

/** A ring outlives the objects that drive it: indices and packets are in the memory, private state is rebuilt (section 13). */
final class AttachTest {
  @Test
  void aReaderThatStartsAnewGoesOnAtWhatItHadReleased() throws RingViolationException {
    TestRing ring = new TestRing(4096);
    for (int i = 0; i < 4; i++) {
      ring.send(8 * i);
    }
    ring.out.publish();
    ring.in.poll();
    ring.in.release();
    ring.in.poll();
    IncomingRing again = IncomingRing.attach(ring.memory);
    for (int i = 1; i < 4; i++) {
      assertThat(again.poll()).isEqualTo(Poll.PACKET);
      assertThat(again.packet().payloadBytes()).as("unreleased progress is repeated").isEqualTo(8 * i);
    }
    assertThat(again.poll()).isEqualTo(Poll.EMPTY);
  }

  @Test
  void aWriterThatStartsAnewForgetsWhatItHadNotPublished() throws RingViolationException {
    TestRing ring = new TestRing(4096);
    ring.send(8);
    ring.out.publish();
    ring.send(800);
    OutgoingRing again = OutgoingRing.attach(ring.memory);
    assertThat(again.inBand(1, false, TestRing.payload(16), 0, 16)).isEqualTo(Write.WRITTEN);
    again.publish();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.packet().payloadBytes()).isEqualTo(8);
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.packet().payloadBytes()).isEqualTo(16);
    assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
  }

  @Test
  void bothSidesMayStartAnewAtAnyPointOfALongRun() throws RingViolationException {
    Random random = Seeds.random("bothSidesMayStartAnew");
    TestRing ring = new TestRing(4096);
    OutgoingRing out = ring.out;
    IncomingRing in = ring.in;
    long sent = 0;
    long received = 0;
    for (int step = 0; step < 50_000; step++) {
      switch (random.nextInt(8)) {
        case 0 -> out = OutgoingRing.attach(ring.memory);
        case 1 -> in = IncomingRing.attach(ring.memory);
        case 2, 3, 4 -> {
          int bytes = random.nextInt(300);
          if (out.inBand(sent, false, TestRing.payload(bytes), 0, bytes) == Write.WRITTEN) {
            sent++;
            out.publish();
          }
        }
        default -> {
          if (in.poll() == Poll.PACKET) {
            assertThat(in.packet().transactionId()).isEqualTo(received++);
            in.release();
          }
        }
      }
    }
    assertThat(received).isGreaterThan(5_000).isLessThanOrEqualTo(sent);
  }

  @Test
  void aRingThatIsFullWhenAttachedIsFullForTheNewWriter() throws RingViolationException {
    TestRing ring = new TestRing(4096);
    while (ring.send(100) == Write.WRITTEN) {
      ring.out.publish();
    }
    OutgoingRing again = OutgoingRing.attach(ring.memory);
    assertThat(again.hasRoom(128)).isFalse();
    assertThat(again.inBand(0, false, TestRing.payload(100), 0, 100)).isEqualTo(Write.FULL);
    ring.in.poll();
    ring.in.release();
    assertThat(again.inBand(0, false, TestRing.payload(100), 0, 100)).isEqualTo(Write.WRITTEN);
  }

  @Test
  void theWatchdogsPredicatesHoldForSleepersThatWereForgotten() {
    TestRing ring = new TestRing(4096);
    ring.in.goIdle();
    ring.send(100);
    ring.out.publish();
    int write = ring.memory.loadAcquire(RingLayout.WRITE_INDEX);
    int read = ring.memory.loadAcquire(RingLayout.READ_INDEX);
    assertThat(SignalRules.readerOversleeps(ring.memory.loadAcquire(RingLayout.INTERRUPT_MASK), write, read)).isTrue();
    ring.in.poll();
    assertThat(SignalRules.readerOversleeps(ring.memory.loadAcquire(RingLayout.INTERRUPT_MASK), write, read))
        .as("awake again").isFalse();
  }
}
