package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.IncomingRing.Poll;

final class RingPairTest {
  private static final int PAGE = RingLayout.PAGE;

  @Test
  void bothDirectionsLieOneBehindTheOther() throws RingViolationException {
    MemorySegment region = MemorySegment.ofArray(new long[0x22000 / 8]);
    region.fill((byte) 0x55);
    RingPair guest = RingPair.format(region, 0x11);
    RingPair host = RingPair.of(region, 0x11);
    assertThat(guest.guestToHost().size().dataBytes()).isEqualTo(0x10000);
    OutgoingRing out = OutgoingRing.attach(guest.guestToHost());
    IncomingRing in = IncomingRing.attach(host.guestToHost());
    out.inBand(5, false, TestRing.payload(8), 0, 8);
    out.publish();
    assertThat(in.poll()).isEqualTo(Poll.PACKET);
    assertThat(IncomingRing.attach(guest.hostToGuest()).poll()).isEqualTo(Poll.EMPTY);
    assertThat(region.get(RingLayout.U32, 0)).isEqualTo(32);
    assertThat(region.get(RingLayout.U32, 0x11000)).isZero();
  }

  @Test
  void formattingZeroesTheControlPagesButForTheFeatureBits() {
    MemorySegment region = MemorySegment.ofArray(new long[4 * PAGE / 8]);
    region.fill((byte) 0x55);
    RingPair.format(region, 2);
    for (int control : new int[]{0, 2 * PAGE}) {
      for (int word = 0; word < PAGE; word += 4) {
        assertThat(region.get(RingLayout.U32, control + word)).isEqualTo(word == 64 ? 1 : 0);
      }
    }
    assertThat(region.get(RingLayout.U32, PAGE)).isEqualTo(0x55555555);
  }

  @Test
  void halvesThatAreNoRingAreRefused() {
    MemorySegment region = MemorySegment.ofArray(new long[4 * PAGE / 8]);
    for (long page : new long[]{-1, 0, 1, 3, 4, 5, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> RingPair.of(region, page)).as("page %d", page)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> RingMemory.of(MemorySegment.ofArray(new long[(2 * PAGE + 8) / 8])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
