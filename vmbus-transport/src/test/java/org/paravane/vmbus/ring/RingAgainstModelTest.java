package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RangeHeader.GpaDirect;
import org.paravane.vmbus.ring.RangeHeader.TransferPages;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;

/** Random operations on a ring and on a queue of packets that counts bytes: both have to agree on everything. */
final class RingAgainstModelTest {
  private static final List<PacketType> TYPES = List.of(PacketType.values());

  private final Random random = Seeds.random("ringAgainstModel");

  /** A packet as the model remembers it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sent(long id, PacketType type, boolean wants, byte[] payload, int total, String ranges) {
  }

  @Test
  void randomOperationsAgreeWithAQueue() {
    for (int run = 0; run < 60; run++) {
      oneRun(4096 << random.nextInt(3), 3_000);
    }
  }

  private void oneRun(int dataBytes, int steps) {
    TestRing ring = new TestRing(dataBytes, 8 * random.nextInt(dataBytes / 8));
    List<Sent> batch = new ArrayList<>();
    Deque<Sent> published = new ArrayDeque<>();
    int free = dataBytes - 8;
    int polled = 0;
    boolean asleep = false;
    boolean wantsRoom = false;
    long id = 0;
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          Sent packet = randomPacket(id++, dataBytes);
          Write write = write(ring.out, packet);
          if (packet.total > dataBytes - 16) {
            assertThat(write).isEqualTo(Write.TOO_LONG);
          } else if (packet.total > free) {
            assertThat(write).isEqualTo(Write.FULL);
          } else {
            assertThat(write).isEqualTo(Write.WRITTEN);
            batch.add(packet);
            free -= packet.total;
          }
        }
        case 2 -> {
          boolean wasEmpty = published.isEmpty() && polled == 0;
          boolean signal = ring.out.publish();
          assertThat(signal).isEqualTo(asleep && wasEmpty && !batch.isEmpty());
          asleep &= !signal;
          published.addAll(batch);
          batch.clear();
        }
        case 3 -> {
          Sent expected = published.poll();
          assertThat(ring.in.poll()).isEqualTo(expected == null ? Poll.EMPTY : Poll.PACKET);
          if (expected != null) {
            asleep = false;
            polled += expected.total;
            assertSame(expected, ring.in.packet());
          }
        }
        case 4 -> {
          boolean signal = ring.in.release();
          int quarter = Math.max(24, (dataBytes - 8) / 4 & -8);
          // The reader does not see what was written but not published.
          int seenFree = free + batch.stream().mapToInt(Sent::total).sum();
          assertThat(signal).isEqualTo(wantsRoom && seenFree < quarter && seenFree + polled >= quarter);
          free += polled;
          polled = 0;
        }
        default -> {
          if (random.nextBoolean()) {
            ring.in.release();
            free += polled;
            polled = 0;
            Idle idle = ring.in.goIdle();
            assertThat(idle).isEqualTo(published.isEmpty() ? Idle.SLEEP : Idle.DATA);
            asleep = idle == Idle.SLEEP;
          } else if (batch.isEmpty()) {
            ring.out.cancelRoom();
            Room room = ring.out.requestRoom(24);
            assertThat(room).isEqualTo(free >= 24 ? Room.AVAILABLE : Room.WAIT);
            wantsRoom = room == Room.WAIT;
          }
        }
      }
      assertThat(ring.out.hasRoom(Math.max(free, 8))).isEqualTo(free >= 8);
    }
  }

  private Sent randomPacket(long id, int dataBytes) {
    int bytes = random.nextInt(10) == 0 ? random.nextInt(dataBytes) : random.nextInt(200);
    byte[] payload = new byte[bytes];
    random.nextBytes(payload);
    PacketType type = TYPES.get(random.nextInt(TYPES.size()));
    RangeHeader ranges = ranges(type);
    long total = RingLayout.packetBytes(bytes) + (ranges == null ? 0 : ranges.bytes());
    return new Sent(id, type, type != PacketType.COMPLETION && random.nextBoolean(), payload, (int) total,
        String.valueOf(ranges));
  }

  /** The model keeps ranges as text, so they have to be the same each time: one shape per type. */
  private static @Nullable RangeHeader ranges(PacketType type) {
    return switch (type) {
      case GPA_DIRECT -> new GpaDirect(List.of(new PageRange(5_000, 4_000, new long[]{1, -1, Long.MIN_VALUE})));
      case TRANSFER_PAGES -> new TransferPages(65_535, List.of(new TransferRange(1, 2), new TransferRange(3, 4)));
      case IN_BAND, COMPLETION -> null;
    };
  }

  private static Write write(OutgoingRing ring, Sent packet) {
    MemorySegment payload = MemorySegment.ofArray(packet.payload);
    RangeHeader ranges = ranges(packet.type);
    if (ranges != null) {
      return ring.withRanges(ranges, packet.id, packet.wants, payload, 0, packet.payload.length);
    }
    return packet.type == PacketType.COMPLETION
        ? ring.completion(packet.id, payload, 0, packet.payload.length)
        : ring.inBand(packet.id, packet.wants, payload, 0, packet.payload.length);
  }

  private static void assertSame(Sent expected, IncomingPacket actual) {
    assertThat(actual.transactionId()).isEqualTo(expected.id);
    assertThat(actual.type()).isEqualTo(expected.type);
    assertThat(actual.completionRequested()).isEqualTo(expected.wants);
    assertThat(String.valueOf(actual.ranges())).isEqualTo(expected.ranges);
    assertThat(actual.copyPayload()).isEqualTo(Arrays.copyOf(expected.payload, (expected.payload.length + 7) / 8 * 8));
  }
}
