package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;

/** A reader that gives room back in large pieces. */
final class ReleaseIfMuchTest {
  private static final int PACKET = (int) RingLayout.packetBytes(64);

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 4000, 4088})
  void roomComesBackInQuartersOfTheRing(int start) {
    TestRing ring = new TestRing(4096, start);
    int polled = 0;
    while (ring.memory.loadAcquire(RingLayout.READ_INDEX) == start) {
      assertThat(polled).isLessThan(1024 + PACKET);
      assertThat(ring.send(64)).isEqualTo(Write.WRITTEN);
      ring.out.publish();
      assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
      polled += PACKET;
      assertThat(ring.in.releaseIfMuch()).isFalse();
    }
    assertThat(polled).isBetween(1024, 1024 + PACKET);
  }

  @Test
  void aWriterThatWaitsForAQuarterIsSignalled() {
    TestRing ring = new TestRing(4096, 0);
    while (ring.send(64) == Write.WRITTEN) {
      ring.out.publish();
    }
    assertThat(ring.out.requestRoom(PACKET)).isEqualTo(Room.WAIT);

    boolean signalled = false;
    while (!signalled && ring.in.poll() == Poll.PACKET) {
      signalled = ring.in.releaseIfMuch();
    }

    assertThat(signalled).isTrue();
    assertThat(ring.out.hasRoom(PACKET)).isTrue();
  }

  @Test
  void aReaderThatSleepsReleasesEverythingFirst() {
    TestRing ring = new TestRing(4096, 0);
    assertThat(ring.send(64)).isEqualTo(Write.WRITTEN);
    ring.out.publish();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.releaseIfMuch()).isFalse();

    ring.in.release();

    assertThat(ring.in.goIdle()).isEqualTo(Idle.SLEEP);
    assertThat(ring.memory.loadAcquire(RingLayout.READ_INDEX)).isEqualTo(PACKET);
  }
}
