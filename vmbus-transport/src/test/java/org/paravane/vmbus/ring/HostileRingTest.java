package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RingViolation.Rule;

/** Random corruption: whatever is in the memory and however it changes, there is a packet or a violation, and never an exception. */
final class HostileRingTest {
  private static final int[] CONTROL_WORDS = {RingLayout.WRITE_INDEX, RingLayout.READ_INDEX, RingLayout.INTERRUPT_MASK,
      RingLayout.PENDING_SEND_SIZE, RingLayout.FEATURE_BITS};
  private static final int N = 4096;

  private final Map<Rule, Integer> seen = new EnumMap<>(Rule.class);
  private int packets;

  @Test
  void randomBytesAreAPacketOrAViolation() {
    Random random = Seeds.random("randomBytes");
    for (int run = 0; run < 10_000; run++) {
      TestRing ring = new TestRing(N, 8 * random.nextInt(N / 8));
      fillWithPlausiblePackets(ring, random);
      ring.memory.storeRelease(RingLayout.WRITE_INDEX, plausibleIndex(random));
      drain(ring.in, random);
    }
    assertThat(seen.keySet()).as("fuzzing reaches every rule of a reader").containsExactlyInAnyOrder(Rule.WRITE_INDEX,
        Rule.AVAILABLE, Rule.LENGTHS, Rule.FLAGS, Rule.TYPE, Rule.RANGE_COUNT, Rule.RANGES_MISSING,
        Rule.RANGE_PAGES_MISSING, Rule.RANGE_EMPTY, Rule.RANGE_OFFSET, Rule.RANGE_OVERFLOW);
    assertThat(packets).isGreaterThan(300);
  }

  @Test
  void bytesThatChangeBetweenAnyTwoLoadsAreAPacketOrAViolation() throws RingViolationException {
    Random random = Seeds.random("bytesThatChange");
    for (int run = 0; run < 5_000; run++) {
      TestRing ring = new TestRing(N, 8 * random.nextInt(N / 8));
      for (int i = 0; i < 20; i++) {
        ring.send(random.nextInt(150));
      }
      ring.out.publish();
      int meddling = 1 + random.nextInt(50);
      MutatingMemory memory = new MutatingMemory(ring.memory) {
        @Override
        void meddle() {
          if (random.nextInt(meddling) == 0) {
            corruptSomething(ring, random);
          }
        }
      };
      IncomingRing reader = IncomingRing.attach(memory);
      memory.attached();
      drain(reader, random);
    }
    assertThat(packets).isGreaterThan(300);
    assertThat(seen).isNotEmpty();
  }

  @Test
  void aWriterSurvivesAReaderThatLies() throws RingViolationException {
    Random random = Seeds.random("aReaderThatLies");
    int written = 0;
    int corrupt = 0;
    for (int run = 0; run < 1_000; run++) {
      TestRing ring = new TestRing(N, 8 * random.nextInt(N / 8));
      MutatingMemory memory = new MutatingMemory(ring.memory) {
        @Override
        void meddle() {
          if (random.nextInt(10) == 0) {
            int field = CONTROL_WORDS[random.nextInt(CONTROL_WORDS.length)];
            int lie = random.nextInt(20) == 0 ? random.nextInt() : plausibleIndex(random) & -8;
            ring.memory.storeRelease(field, lie);
          }
        }
      };
      OutgoingRing writer = OutgoingRing.attach(memory);
      memory.attached();
      for (int i = 0; i < 50; i++) {
        int bytes = random.nextInt(2_000);
        Write write = writer.inBand(i, false, TestRing.payload(bytes), 0, bytes);
        assertThat(write).isNotEqualTo(Write.TOO_LONG);
        written += write == Write.WRITTEN ? 1 : 0;
        if (random.nextInt(3) == 0 || write == Write.FULL) {
          writer.publish();
          if (write == Write.FULL) {
            assertThat(writer.requestRoom((int) RingLayout.packetBytes(bytes))).isIn((Object[]) Room.values());
            writer.cancelRoom();
          }
        }
      }
      if (writer.violation() != null) {
        assertThat(writer.violation().rule()).isEqualTo(Rule.READ_INDEX);
        corrupt++;
      }
    }
    assertThat(written).isGreaterThan(2_000);
    assertThat(corrupt).isGreaterThan(20);
  }

  @Test
  void randomControlPagesAreRefusedOrAttachedTo() {
    Random random = Seeds.random("randomControlPages");
    int attached = 0;
    for (int run = 0; run < 5_000; run++) {
      TestRing ring = new TestRing(N);
      for (int field : CONTROL_WORDS) {
        ring.memory.storeRelease(field, random.nextInt(4) == 0 ? random.nextInt() : plausibleIndex(random));
      }
      try {
        drain(IncomingRing.attach(ring.memory), random);
        OutgoingRing.attach(ring.memory);
        attached++;
      } catch (RingViolationException e) {
        assertThat(e.violation().rule()).isIn(Rule.WRITE_INDEX, Rule.READ_INDEX);
      }
    }
    assertThat(attached).isBetween(100, 4_900);
  }

  /** Reads until nothing is left or the ring is dead, and looks at everything a packet has. */
  private void drain(IncomingRing ring, Random random) {
    for (int i = 0; i < 300; i++) {
      Poll poll = ring.poll();
      if (poll == Poll.PACKET) {
        packets++;
        inspect(ring.packet());
      }
      if (random.nextBoolean()) {
        ring.release();
      }
      if (poll == Poll.EMPTY) {
        ring.release();
        if (ring.goIdle() == Idle.SLEEP) {
          return;
        }
      }
      if (ring.violation() != null) {
        seen.merge(ring.violation().rule(), 1, Integer::sum);
        assertThat(ring.violation().toString()).startsWith("corrupt ring: rule=");
        assertThat(ring.poll()).isEqualTo(Poll.CORRUPT);
        return;
      }
    }
  }

  private static void inspect(IncomingPacket packet) {
    assertThat(packet.payloadBytes()).isNotNegative().isLessThan(N);
    assertThat(packet.copyPayload()).hasSize(packet.payloadBytes());
    RangeHeader ranges = packet.ranges();
    assertThat(ranges == null).isNotEqualTo(packet.type().hasRanges());
    if (ranges != null) {
      assertThat(ranges.type()).isEqualTo(packet.type());
      assertThat(ranges.bytes()).isLessThanOrEqualTo(packet.payloadOffset() - 16L);
    }
    assertThat(PipeFrame.parse(packet)).isNotNull();
  }

  /** Descriptors that are nearly right, everywhere. */
  private static void fillWithPlausiblePackets(TestRing ring, Random random) {
    for (int index = 0; index < N; index += 8) {
      ring.memory.storeUnit(index, plausibleUnit(random));
    }
  }

  private static long plausibleUnit(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(3);
      case 2 -> (long) random.nextInt(3) << 32;
      case 3 -> random.nextInt(9_000) | (long) random.nextInt(5_000) << 32;
      case 4 -> RingLayout.descriptor(random.nextBoolean() ? 6 : random.nextInt(14), 2, 2 + random.nextInt(10),
          random.nextInt(8) == 0 ? 2 : random.nextInt(2));
      default -> RingLayout.descriptor(random.nextBoolean() ? 9 : 7, 3 + random.nextInt(4), 7 + random.nextInt(5), 1);
    };
  }

  private static int plausibleIndex(Random random) {
    return random.nextInt(10) == 0 ? random.nextInt(5_000) : 8 * random.nextInt(N / 8);
  }

  private static void corruptSomething(TestRing ring, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> ring.memory.storeRelease(CONTROL_WORDS[random.nextInt(CONTROL_WORDS.length)], plausibleIndex(random));
      case 1 -> ring.memory.storeUnit(8 * random.nextInt(N / 8), plausibleUnit(random));
      default -> ring.memory.storeUnit(ring.memory.loadAcquire(RingLayout.READ_INDEX) & (N - 8), plausibleUnit(random));
    }
  }
}
