package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RangeHeader.GpaDirect;
import org.paravane.vmbus.ring.RangeHeader.TransferPages;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;

final class RoundTripTest {
  private static final int N = 4096;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 7, 8, 9, 16, 40, 63, 64, 65, 256, 1000, 2048, 4056})
  void aPacketOfEachSizeClassArrivesFromEveryStartIndex(int bytes) {
    MemorySegment payload = TestRing.payload(bytes);
    byte[] padded = Arrays.copyOf(payload.toArray(ValueLayout.JAVA_BYTE), (bytes + 7) / 8 * 8);
    for (int start = 0; start < N; start += 8) {
      TestRing ring = new TestRing(N, start);
      ring.segment.asSlice(RingLayout.PAGE).fill((byte) 0xaa);
      assertThat(ring.out.inBand(start, true, payload, 0, bytes)).isEqualTo(Write.WRITTEN);
      assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
      assertThat(ring.out.publish()).isFalse();
      assertThat(ring.in.poll()).as("start %d: %s", start, ring.in.violation()).isEqualTo(Poll.PACKET);
      IncomingPacket packet = ring.in.packet();
      assertThat(packet.type()).isEqualTo(PacketType.IN_BAND);
      assertThat(packet.completionRequested()).isTrue();
      assertThat(packet.hasTransactionId()).isTrue();
      assertThat(packet.transactionId()).isEqualTo(start);
      assertThat(packet.copyPayload()).isEqualTo(padded);
      assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
    }
  }

  @Test
  void rangesOfBothKindsArriveFromEveryStartIndex() {
    RangeHeader pages = new GpaDirect(
        List.of(new PageRange(4096, 20, new long[]{0x100, 0x205}), new PageRange(200, 0, new long[]{-1})));
    RangeHeader transfer = new TransferPages(0xbeef,
        List.of(new TransferRange(0x8000_0000L, 0x7fff_ffffL), new TransferRange(1, 0)));
    for (int start = 0; start < N; start += 8) {
      TestRing ring = new TestRing(N, start);
      assertThat(ring.out.withRanges(pages, 1, true, TestRing.payload(24), 0, 24)).isEqualTo(Write.WRITTEN);
      assertThat(ring.out.withRanges(transfer, 2, false, TestRing.payload(3), 1, 2)).isEqualTo(Write.WRITTEN);
      ring.out.publish();
      assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
      assertThat(ring.in.packet().type()).isEqualTo(PacketType.GPA_DIRECT);
      assertThat(ring.in.packet().ranges()).isEqualTo(pages);
      assertThat(ring.in.packet().payloadBytes()).isEqualTo(24);
      assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
      assertThat(ring.in.packet().ranges()).isEqualTo(transfer);
      assertThat(ring.in.packet().copyPayload()).containsExactly(2, 3, 0, 0, 0, 0, 0, 0);
      assertThat(ring.in.packet().hasTransactionId()).isFalse();
    }
  }
}
