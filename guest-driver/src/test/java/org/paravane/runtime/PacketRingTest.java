package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketRingTest {
  private static final long BASE = 0x10000;
  private final MemorySegment memory = Arena.ofAuto().allocate(PacketRing.sizeBytes(4, 64), 64);
  private final PacketRing ring = new PacketRing(memory, BASE, 4, 64);

  private void write(int packets) {
    for (int i = 0; i < packets; i++) {
      ring.advance();
    }
  }

  @Test
  void packetsAndTheirArgumentsLieSideBySide() {
    assertThat(PacketRing.sizeBytes(4, 64)).isEqualTo(4 * 64 + 4 * 64 + 4 * 16 + 64);
    write(1);
    assertThat(ring.packetOffset()).isEqualTo(64);
    assertThat(ring.argumentOffset()).isEqualTo(4 * 64 + 64);
    assertThat(ring.argumentAddress()).isEqualTo(BASE + 4 * 64 + 64);
    assertThat(ring.executedAddress()).isEqualTo(BASE + 9 * 64);
    assertThat(ring.timesAddress(1)).isEqualTo(BASE + 8 * 64 + 16);
    assertThat(PacketRing.sizeBytes(5, 64)).isEqualTo(5 * 64 + 5 * 64 + 2 * 64 + 64);
  }

  @Test
  void aFullRingTakesNoMore() {
    write(4);
    assertThat(ring.isFull()).isTrue();
    assertThatThrownBy(ring::advance).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRunEndsAtTheEndOfTheMemory() {
    write(3);
    ring.submittedRun();
    ring.done(1);
    write(3);

    assertThat(ring.runLength()).isEqualTo(1);
    assertThat(ring.runAddress()).isEqualTo(BASE + 3 * 64);
    assertThat(ring.runLastOffset()).isEqualTo(3 * 64);
    ring.submittedRun();
    assertThat(ring.runLength()).isEqualTo(2);
    assertThat(ring.runAddress()).isEqualTo(BASE);
    assertThat(ring.runLastOffset()).isEqualTo(64);
    ring.submittedRun();
    assertThat(ring.pending()).isZero();
    assertThat(ring.lastNumber()).isEqualTo(3);
  }

  @Test
  void slotsAreFreeOnlyWhenTheirSubmissionIsDone() {
    write(2);
    ring.submittedRun();
    write(2);
    ring.submittedRun();
    assertThat(ring.inFlight()).isEqualTo(2);
    assertThat(ring.isFull()).isTrue();

    ring.done(1);
    assertThat(ring.inFlight()).isEqualTo(1);
    write(2);
    assertThat(ring.isFull()).isTrue();
  }

  @Test
  void numbersThatWereNeverGivenFreeNothing() {
    write(4);
    ring.submittedRun();
    ring.done(7);
    ring.done(-1);
    ring.done(0);
    assertThat(ring.isFull()).isTrue();
    ring.done(1);
    ring.done(1);
    assertThat(ring.isFull()).isFalse();
  }

  @Test
  void whatIsDroppedLeavesItsSlot() {
    write(1);
    ring.submittedRun();
    write(2);
    ring.dropPending();
    assertThat(ring.pending()).isZero();
    assertThat(ring.packetOffset()).isEqualTo(64);
  }

  @Test
  void executedIsWhatTheEngineCountedDown() {
    assertThat(ring.executed()).isZero();
    memory.set(FieldOffset.U64, ring.executedAddress() - BASE, -3);
    assertThat(ring.executed()).isEqualTo(3);
  }

  @Test
  void noSlotIsUsedAgainBeforeItIsDone() {
    long seed = 4711;
    Random random = new Random(seed);
    Deque<Long> inFlightSlots = new ArrayDeque<>();
    Deque<Integer> lengths = new ArrayDeque<>();
    int writtenSinceSubmit = 0;
    for (int step = 0; step < 100_000; step++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          if (!ring.isFull()) {
            assertThat(inFlightSlots).as("seed %d, step %d", seed, step).doesNotContain(ring.packetOffset());
            inFlightSlots.add(ring.packetOffset());
            ring.advance();
            writtenSinceSubmit++;
          }
        }
        case 1 -> {
          if (ring.pending() > 0) {
            lengths.add(ring.runLength());
            writtenSinceSubmit -= ring.runLength();
            ring.submittedRun();
          }
        }
        default -> {
          if (!lengths.isEmpty()) {
            for (int i = lengths.remove(); i > 0; i--) {
              inFlightSlots.remove();
            }
            ring.done(ring.lastNumber() - lengths.size());
          }
        }
      }
      assertThat(ring.pending()).isEqualTo(writtenSinceSubmit);
      assertThat(ring.inFlight()).isEqualTo(lengths.size());
    }
  }
}
