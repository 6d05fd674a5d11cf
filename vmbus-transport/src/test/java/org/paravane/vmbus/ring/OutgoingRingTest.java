package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RangeHeader.GpaDirect;
import org.paravane.vmbus.ring.RangeHeader.TransferPages;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;
import org.paravane.vmbus.ring.RingViolation.Rule;

final class OutgoingRingTest {
  @Test
  void nothingIsVisibleBeforeItIsPublished() {
    TestRing ring = new TestRing(4096);
    assertThat(ring.send(8)).isEqualTo(Write.WRITTEN);
    assertThat(ring.send(100)).isEqualTo(Write.WRITTEN);
    assertThat(ring.memory.loadAcquire(RingLayout.WRITE_INDEX)).isZero();
    assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
    ring.out.publish();
    assertThat(ring.memory.loadAcquire(RingLayout.WRITE_INDEX)).isEqualTo(32 + 128);
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
    assertThat(ring.out.packets()).isEqualTo(2);
    assertThat(ring.in.packets()).isEqualTo(2);
  }

  @Test
  void aRolledBackBatchLeavesNoTrace() {
    TestRing ring = new TestRing(4096, 4000);
    ring.send(200);
    ring.out.rollback();
    assertThat(ring.out.publish()).isFalse();
    assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
    ring.send(8);
    ring.out.publish();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.packet().payloadBytes()).isEqualTo(8);
  }

  @Test
  void aBatchIsPublishedOnceAndSignalsAtMostOnce() {
    TestRing ring = new TestRing(4096);
    int[] rings = new int[1];
    OutgoingBatch batches = new OutgoingBatch(ring.out, () -> rings[0]++);
    ring.in.goIdle();
    try (OutgoingBatch batch = batches.begin()) {
      for (int i = 0; i < 5; i++) {
        assertThat(batch.inBand(i, false, TestRing.payload(8), 0, 8)).isEqualTo(Write.WRITTEN);
      }
      assertThat(batch.completion(9, TestRing.payload(3), 0, 3)).isEqualTo(Write.WRITTEN);
      assertThat(rings[0]).isZero();
    }
    assertThat(rings[0]).isEqualTo(1);
    try (OutgoingBatch batch = batches.begin()) {
      batch.inBand(1, false, TestRing.payload(8), 0, 8);
    }
    assertThat(rings[0]).as("ring was not empty").isEqualTo(1);
    try (OutgoingBatch batch = batches.begin()) {
      batch.withRanges(new TransferPages(1, List.of(new TransferRange(1, 1))), 1, true, TestRing.payload(8), 0, 8);
      batch.rollback();
    }
    int packets = 0;
    while (ring.in.poll() == Poll.PACKET) {
      packets++;
    }
    assertThat(packets).isEqualTo(7);
    assertThat(ring.out.signals()).isEqualTo(1);
  }

  @Test
  void eachPacketOfABatchNamesItsOwnStart() {
    TestRing ring = new TestRing(4096);
    ring.send(8);
    ring.send(3);
    assertThat(ring.memory.loadUnit(24)).isZero();
    assertThat(ring.memory.loadUnit(56)).isEqualTo(32L << 32);
  }

  @Test
  void padBytesAreZeroWhateverWasThere() {
    TestRing ring = new TestRing(4096, 4088);
    ring.segment.asSlice(RingLayout.PAGE).fill((byte) 0xaa);
    ring.send(13);
    byte[] data = ring.segment.asSlice(RingLayout.PAGE, 64).toArray(ValueLayout.JAVA_BYTE);
    assertThat(data[20]).isEqualTo((byte) 13);
    assertThat(data[21]).isZero();
    assertThat(data[23]).isZero();
    assertThat(data[32]).isEqualTo((byte) 0xaa);
  }

  @Test
  void theWriterLeavesTheLastUnitButTheReaderTakesIt() {
    TestRing ring = new TestRing(4096);
    assertThat(ring.send(4096 - 16 - 24 + 1)).isEqualTo(Write.TOO_LONG);
    assertThat(ring.send(4096 - 16 - 24)).isEqualTo(Write.WRITTEN);
    TestRing full = new TestRing(4096);
    // A whole packet of N − 8, as another implementation writes it: length8 counts all but the trailer.
    full.memory.storeUnit(0, RingLayout.descriptor(6, 2, (4096 - 16) / 8, 0));
    full.memory.storeRelease(RingLayout.WRITE_INDEX, 4096 - 8);
    assertThat(full.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(full.in.packet().payloadBytes()).isEqualTo(4096 - 8 - 24);
    assertThat(full.in.poll()).isEqualTo(Poll.EMPTY);
  }

  @Test
  void aRingCanBeFilledToItsLastUnitByTwoPackets() {
    TestRing ring = new TestRing(4096);
    assertThat(ring.send(2048 - 24)).isEqualTo(Write.WRITTEN);
    assertThat(ring.send(2040 - 24)).isEqualTo(Write.WRITTEN);
    assertThat(ring.out.hasRoom(8)).isFalse();
    assertThat(ring.send(0)).isEqualTo(Write.FULL);
    assertThat(ring.out.timesFull()).isEqualTo(1);
    ring.out.publish();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.send(0)).as("not released yet").isEqualTo(Write.FULL);
    ring.in.release();
    assertThat(ring.send(0)).isEqualTo(Write.WRITTEN);
  }

  @Test
  void lengthsThatDoNotFitTheDescriptorAreRefusedNotTruncated() {
    TestRing ring = new TestRing(1 << 20);
    int longest = 0xffff * 8 - 16;
    assertThat(ring.out.inBand(1, false, MemorySegment.ofArray(new byte[longest + 1]), 0, longest + 1))
        .isEqualTo(Write.TOO_LONG);
    assertThat(ring.out.inBand(1, false, MemorySegment.ofArray(new byte[longest]), 0, longest))
        .isEqualTo(Write.WRITTEN);
    ring.out.publish();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.packet().payloadBytes()).isEqualTo(longest);
    TransferPages manyRanges = new TransferPages(1, Collections.nCopies(70_000, new TransferRange(1, 1)));
    assertThat(ring.out.withRanges(manyRanges, 1, true, MemorySegment.NULL, 0, 0)).isEqualTo(Write.TOO_LONG);
  }

  @Test
  void aPayloadMayBeAnyPartOfAnySegment() {
    TestRing ring = new TestRing(4096);
    assertThat(ring.out.inBand(1, false, TestRing.payload(20), 7, 9)).isEqualTo(Write.WRITTEN);
    ring.out.publish();
    ring.in.poll();
    assertThat(ring.in.packet().copyPayload()).startsWith(8, 9, 10, 11, 12, 13, 14, 15, 16, 0);
    assertThatThrownBy(() -> ring.out.inBand(1, false, TestRing.payload(20), 7, 14))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ring.out.inBand(1, false, TestRing.payload(20), 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(ring.out.publish()).as("nothing half written").isFalse();
    assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
  }

  @Test
  void attachingKeepsIndicesAndTakesOverWhatTheWriterOwns() throws RingViolationException {
    TestRing ring = new TestRing(4096, 64);
    ring.memory.storeRelease(RingLayout.FEATURE_BITS, 0);
    ring.memory.storeRelease(RingLayout.PENDING_SEND_SIZE, 100);
    OutgoingRing again = OutgoingRing.attach(ring.memory);
    assertThat(ring.memory.loadAcquire(RingLayout.FEATURE_BITS)).isEqualTo(1);
    assertThat(ring.memory.loadAcquire(RingLayout.PENDING_SEND_SIZE)).isZero();
    again.inBand(1, false, TestRing.payload(8), 0, 8);
    again.publish();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(again.size()).isEqualTo(ring.out.size());
  }

  @Test
  void attachingToBrokenIndicesIsATypedFailure() {
    TestRing ring = new TestRing(4096);
    ring.memory.storeRelease(RingLayout.READ_INDEX, 12);
    assertThatThrownBy(() -> OutgoingRing.attach(ring.memory)).isInstanceOfSatisfying(RingViolationException.class,
        e -> assertThat(e.violation().rule()).isEqualTo(Rule.READ_INDEX));
    ring.memory.storeRelease(RingLayout.WRITE_INDEX, 4096);
    assertThatThrownBy(() -> IncomingRing.attach(ring.memory)).isInstanceOfSatisfying(RingViolationException.class,
        e -> assertThat(e.violation().rule()).isEqualTo(Rule.WRITE_INDEX)).hasMessageContaining("value=4096");
  }

  @Test
  void aReadIndexThatIsNoneEndsTheRing() {
    TestRing ring = new TestRing(4096);
    ring.send(4000);
    ring.memory.storeRelease(RingLayout.READ_INDEX, -8);
    assertThat(ring.send(100)).isEqualTo(Write.CORRUPT);
    ring.memory.storeRelease(RingLayout.READ_INDEX, 0);
    assertThat(ring.send(8)).as("for good").isEqualTo(Write.CORRUPT);
    assertThat(ring.out.publish()).isFalse();
    assertThat(ring.out.violation()).isNotNull().hasToString(
        "corrupt ring: rule=badIndex:readIndex, value=4294967288, ring=4096");
    ring.out.rollback();
    assertThat(ring.out.requestRoom(100)).isEqualTo(Room.CORRUPT);
  }

  @Test
  void aReadIndexThatIsNoneIsSeenWhenPublishing() {
    TestRing ring = new TestRing(4096);
    ring.in.goIdle();
    ring.send(8);
    ring.memory.storeRelease(RingLayout.READ_INDEX, 4);
    assertThat(ring.out.publish()).isFalse();
    assertThat(ring.out.violation()).isNotNull().extracting(RingViolation::rule).isEqualTo(Rule.READ_INDEX);
  }

  @Test
  void rangesThatNoPacketMayCarryCannotBeMade() {
    assertThatThrownBy(() -> new GpaDirect(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransferPages(0, List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransferPages(0x10000, List.of(new TransferRange(1, 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransferRange(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransferRange(0xffff_ffffL, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageRange(0, 0, new long[0])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageRange(1, 4096, new long[1])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageRange(4097, 0, new long[1])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageRange(0xffff_f001L, 0, new long[1 << 20]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new PageRange(4096, 1, new long[]{5, 6}).page(1)).isEqualTo(6);
    assertThat(new TransferPages(1, List.of(new TransferRange(16, 84))).fitsIn(100)).isTrue();
    assertThat(new TransferPages(1, List.of(new TransferRange(16, 85))).fitsIn(100)).isFalse();
  }
}
