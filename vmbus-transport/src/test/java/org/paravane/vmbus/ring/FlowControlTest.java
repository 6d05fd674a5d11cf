package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RingViolation.Rule;

/** Who signals whom, when (sections 8.1 to 8.4). */
final class FlowControlTest {
  private static final int PACKET = 4024;

  @Test
  void aReaderThatIsAwakeIsNotSignalled() {
    TestRing ring = new TestRing(4096);
    ring.send(8);
    assertThat(ring.out.publish()).isFalse();
    assertThat(ring.in.goIdle()).isEqualTo(Idle.DATA);
    assertThat(mask(ring)).isEqualTo(1);
  }

  @Test
  void aReaderThatSleepsIsSignalledOnceUntilItHasReadEverything() {
    TestRing ring = new TestRing(4096);
    assertThat(ring.in.goIdle()).isEqualTo(Idle.SLEEP);
    assertThat(mask(ring)).isZero();
    ring.send(8);
    assertThat(ring.out.publish()).isTrue();
    ring.send(8);
    assertThat(ring.out.publish()).isFalse();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(mask(ring)).isEqualTo(1);
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    ring.in.release();
    assertThat(ring.in.timesDrained()).isEqualTo(1);
    assertThat(ring.in.goIdle()).isEqualTo(Idle.SLEEP);
    ring.send(8);
    assertThat(ring.out.publish()).isTrue();
  }

  @Test
  void publishingNothingSignalsNobody() {
    TestRing ring = new TestRing(4096);
    ring.in.goIdle();
    assertThat(ring.out.publish()).isFalse();
  }

  @Test
  void lookingAtARingDoesNotMaskSignals() {
    TestRing ring = new TestRing(4096);
    ring.in.goIdle();
    assertThat(ring.in.hasData()).isFalse();
    assertThat(ring.in.poll()).isEqualTo(Poll.EMPTY);
    assertThat(mask(ring)).isZero();
    ring.send(8);
    assertThat(ring.out.publish()).isTrue();
    assertThat(ring.in.hasData()).isTrue();
    assertThat(mask(ring)).isZero();
  }

  @Test
  void goingIdleWithUnannouncedProgressIsABugOfTheCaller() {
    TestRing ring = new TestRing(4096);
    ring.send(8);
    ring.out.publish();
    ring.in.poll();
    assertThatThrownBy(ring.in::goIdle).isInstanceOf(IllegalStateException.class);
    assertThat(ring.in.release()).isFalse();
    assertThat(ring.in.release()).isFalse();
    assertThat(ring.in.goIdle()).isEqualTo(Idle.SLEEP);
  }

  @Test
  void askingForRoomWithUnpublishedPacketsIsABugOfTheCaller() {
    TestRing ring = new TestRing(4096);
    ring.send(8);
    assertThatThrownBy(() -> ring.out.requestRoom(64)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theReaderSignalsWhenTwoPacketsWorthOfRoomIsThere() {
    TestRing ring = fourPackets();
    assertThat(ring.send(4000)).isEqualTo(Write.FULL);
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.release()).as("nobody waits").isFalse();
    refill(ring);
    assertThat(ring.out.requestRoom(2 * PACKET)).isEqualTo(Room.WAIT);
    assertThat(pending(ring)).isEqualTo(2 * PACKET);
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.release()).as("room for one").isFalse();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.release()).as("room for two").isTrue();
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.release()).as("had room already").isFalse();
    assertThat(ring.in.signals()).isEqualTo(1);
    ring.out.cancelRoom();
    assertThat(pending(ring)).isZero();
    refill(ring);
    refill(ring);
    assertThat(ring.send(4000)).isEqualTo(Write.WRITTEN);
  }

  @Test
  void roomThatIsThereAlreadyIsNotWaitedFor() {
    TestRing ring = fourPackets();
    ring.in.poll();
    ring.in.release();
    assertThat(ring.out.requestRoom(PACKET)).isEqualTo(Room.AVAILABLE);
    assertThat(pending(ring)).isZero();
    assertThat(ring.out.roomRequests()).isEqualTo(1);
  }

  @Test
  void aSmallRequestAsksForAQuarterOfTheRing() {
    TestRing ring = fourPackets();
    refillWith(ring, 16384 - 8 - 4 * PACKET - 24);
    assertThat(ring.out.requestRoom(24)).isEqualTo(Room.WAIT);
    assertThat(pending(ring)).isEqualTo(4088);
    ring.in.poll();
    assertThat(ring.in.release()).as("less than a quarter").isFalse();
    ring.in.poll();
    assertThat(ring.in.release()).isTrue();
  }

  @Test
  void askingForEverythingMeansUntilAllWasRead() {
    TestRing ring = fourPackets();
    assertThat(ring.out.requestRoom(ring.out.size().maxReceive())).isEqualTo(Room.WAIT);
    for (int i = 0; i < 3; i++) {
      ring.in.poll();
      assertThat(ring.in.release()).isFalse();
    }
    ring.in.poll();
    assertThat(ring.in.release()).isTrue();
    assertThatThrownBy(() -> ring.out.requestRoom(ring.out.size().maxReceive() + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ring.out.requestRoom(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWriterWithoutTheFeatureBitIsNotSignalled() {
    TestRing ring = fourPackets();
    assertThat(ring.in.writerRequestsRoom()).isTrue();
    assertThat(ring.out.requestRoom(PACKET)).isEqualTo(Room.WAIT);
    ring.memory.storeRelease(RingLayout.FEATURE_BITS, 0);
    assertThat(ring.in.writerRequestsRoom()).isFalse();
    ring.in.poll();
    assertThat(ring.in.release()).isFalse();
  }

  @Test
  void aRequestThatIsWithdrawnWhileTheReaderLooksIsNotSignalled() throws RingViolationException {
    TestRing ring = fourPackets();
    assertThat(ring.out.requestRoom(PACKET)).isEqualTo(Room.WAIT);
    HookedMemory memory = new HookedMemory(ring.memory);
    IncomingRing reader = IncomingRing.attach(memory);
    reader.poll();
    memory.beforeLoad(RingLayout.FEATURE_BITS, ring.out::cancelRoom);
    assertThat(reader.release()).isFalse();
    assertThat(reader.signals()).isZero();
  }

  @Test
  void dataThatArrivesAfterUnmaskingKeepsTheReaderAwake() throws RingViolationException {
    TestRing ring = new TestRing(4096);
    HookedMemory memory = new HookedMemory(ring.memory);
    IncomingRing reader = IncomingRing.attach(memory);
    memory.atFence(RingMemory.Fence.UNMASKED, () -> {
      ring.send(8);
      assertThat(ring.out.publish()).as("unmasked already").isTrue();
    });
    assertThat(reader.goIdle()).isEqualTo(Idle.DATA);
    assertThat(mask(ring)).isEqualTo(1);
    assertThat(reader.poll()).isEqualTo(Poll.PACKET);
  }

  @Test
  void roomThatAppearsAfterTheRequestIsTaken() throws RingViolationException {
    TestRing ring = fourPackets();
    HookedMemory memory = new HookedMemory(ring.memory);
    OutgoingRing writer = OutgoingRing.attach(memory);
    memory.atFence(RingMemory.Fence.ROOM_REQUESTED, () -> {
      ring.in.poll();
      assertThat(ring.in.release()).as("the request is visible already").isTrue();
    });
    assertThat(writer.requestRoom(PACKET)).isEqualTo(Room.AVAILABLE);
    assertThat(pending(ring)).isZero();
  }

  @Test
  void aWriteIndexThatIsNoneIsSeenWhenIdlingReleasingOrPolling() {
    TestRing idling = new TestRing(4096);
    idling.memory.storeRelease(RingLayout.WRITE_INDEX, 5);
    assertThat(idling.in.goIdle()).isEqualTo(Idle.CORRUPT);
    assertThat(idling.in.goIdle()).isEqualTo(Idle.CORRUPT);
    assertThat(idling.in.hasData()).as("so that somebody polls and sees it").isTrue();
    assertThat(idling.in.poll()).isEqualTo(Poll.CORRUPT);

    TestRing releasing = fourPackets();
    releasing.in.poll();
    releasing.out.requestRoom(PACKET);
    releasing.memory.storeRelease(RingLayout.WRITE_INDEX, 16384);
    assertThat(releasing.in.release()).isFalse();
    assertThat(releasing.in.poll()).isEqualTo(Poll.CORRUPT);
    assertThat(releasing.in.violation()).isNotNull().extracting(RingViolation::rule).isEqualTo(Rule.WRITE_INDEX);
  }

  /** A 16 KiB ring with four packets of 4000 bytes; a fifth does not fit. */
  private static TestRing fourPackets() {
    TestRing ring = new TestRing(16384);
    for (int i = 0; i < 4; i++) {
      refill(ring);
    }
    return ring;
  }

  private static void refill(TestRing ring) {
    refillWith(ring, 4000);
  }

  private static void refillWith(TestRing ring, int bytes) {
    assertThat(ring.send(bytes)).isEqualTo(Write.WRITTEN);
    ring.out.publish();
  }

  private static int mask(TestRing ring) {
    return ring.memory.loadAcquire(RingLayout.INTERRUPT_MASK);
  }

  private static int pending(TestRing ring) {
    return ring.memory.loadAcquire(RingLayout.PENDING_SEND_SIZE);
  }
}
