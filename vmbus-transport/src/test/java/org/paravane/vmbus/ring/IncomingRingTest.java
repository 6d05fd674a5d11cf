package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.RingViolation.Rule;

/** What a hostile writer may try, and what the reader makes of it. */
final class IncomingRingTest {
  private static final String ID = "0000000000000000";

  @ParameterizedTest
  @CsvSource({
      // available, type, dataOffset8, length8, flags, rule
      "8, 6, 2, 2, 0, AVAILABLE", "16, 6, 2, 2, 0, AVAILABLE", "32, 6, 0, 3, 0, LENGTHS", "32, 6, 1, 3, 0, LENGTHS",
      "32, 6, 3, 2, 0, LENGTHS", "32, 6, 2, 1, 0, LENGTHS", "32, 6, 2, 0, 0, LENGTHS", "32, 6, 2, 4, 0, LENGTHS",
      "32, 6, 2, 65535, 0, LENGTHS", "32, 6, 65535, 65535, 0, LENGTHS", "32, 6, 2, 3, 2, FLAGS",
      "32, 6, 2, 3, 32768, FLAGS", "32, 6, 2, 3, 65535, FLAGS", "32, 0, 2, 3, 0, TYPE", "32, 1, 2, 3, 0, TYPE",
      "32, 2, 2, 3, 0, TYPE", "32, 3, 2, 3, 0, TYPE", "32, 4, 2, 3, 0, TYPE", "32, 5, 2, 3, 0, TYPE",
      "32, 8, 2, 3, 0, TYPE", "32, 10, 2, 3, 0, TYPE", "32, 12, 2, 3, 0, TYPE", "32, 13, 2, 3, 0, TYPE",
      "32, 14, 2, 3, 0, TYPE", "32, 262, 2, 3, 0, TYPE", "32, 65535, 2, 3, 0, TYPE", "32, 7, 2, 3, 1, LENGTHS",
      "32, 9, 2, 3, 1, LENGTHS"})
  void aBadDescriptorEndsTheRing(int available, int type, int dataOffset8, int length8, int flags, Rule rule) {
    for (int start = 0; start < 4096; start += 8) {
      TestRing ring = new TestRing(4096, start);
      ring.memory.storeUnit(start, RingLayout.descriptor(type, dataOffset8, length8, flags));
      ring.memory.storeRelease(RingLayout.WRITE_INDEX, (start + available) % 4096);
      assertCorrupt(ring, rule);
    }
  }

  @ParameterizedTest
  @CsvSource({
      // ranges after the descriptor, rule
      "0000000000000000, RANGE_COUNT", "0000000001000000, RANGES_MISSING", "00000000ffffffff, RANGES_MISSING",
      "0000000001000000 0100000000100000 0700000000000000, RANGE_OFFSET",
      "0000000001000000 01000000ffffffff 0700000000000000, RANGE_OFFSET",
      "0000000001000000 0000000000000000 0700000000000000, RANGE_EMPTY",
      "0000000001000000 ffffffff01000000 0700000000000000, RANGE_OVERFLOW",
      "0000000001000000 01f0ffff00000000 0700000000000000, RANGE_OVERFLOW",
      "0000000001000000 0110000000000000 0700000000000000, RANGE_PAGES_MISSING",
      "0000000001000000 00f0ffff00000000 0700000000000000, RANGE_PAGES_MISSING",
      "0000000002000000 0100000000000000 0700000000000000, RANGES_MISSING",
      "0000000002000000 0100000000000000 0700000000000000 0100000000000000, RANGE_PAGES_MISSING"})
  void badPageRangesEndTheRing(String ranges, Rule rule) {
    assertCorrupt(withRanges(9, ranges), rule);
  }

  @ParameterizedTest
  @CsvSource({"0100000000000000, RANGE_COUNT", "0100000001000000, RANGES_MISSING",
      "01000000ffffffff 0100000000000000, RANGES_MISSING", "0100000001000000 0000000001000000, RANGE_EMPTY",
      "0100000001000000 ffffffff01000000, RANGE_OVERFLOW"})
  void badTransferRangesEndTheRing(String ranges, Rule rule) {
    assertCorrupt(withRanges(7, ranges), rule);
  }

  @Test
  void reservedBytesOfTypeHeadersMayHoldGarbage() {
    TestRing pages = withRanges(9, "deadbeef01000000 0100000000000000 0700000000000000");
    assertThat(pages.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(pages.in.packet().ranges()).hasToString(
        "GpaDirect[ranges=[PageRange[byteCount=1, byteOffset=0, pages=[7]]]]");
    TestRing transfer = withRanges(7, "3412beef01000000 0100000000000000");
    assertThat(transfer.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(transfer.in.packet().ranges())
        .isInstanceOfSatisfying(RangeHeader.TransferPages.class, r -> assertThat(r.setId()).isEqualTo(0x1234));
  }

  @Test
  void bytesBehindTheLastRangeAreNoneOfOurBusiness() {
    TestRing ring = withRanges(9, "0000000001000000 0100000000000000 0700000000000000 ffffffffffffffff");
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.packet().payloadBytes()).isZero();
  }

  @Test
  void aTypeHeaderBeforeAnInBandPayloadIsSkipped() {
    TestRing ring = withRanges(6, "ffffffffffffffff");
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.packet().payloadOffset()).isEqualTo(24);
    assertThat(ring.in.packet().ranges()).isNull();
  }

  @Test
  void aViolationSaysWhereAndWhat() {
    TestRing ring = new TestRing(4096, 64);
    ring.memory.storeUnit(64, RingLayout.descriptor(6, 2, 9, 0));
    ring.memory.storeRelease(RingLayout.WRITE_INDEX, 96);
    ring.in.poll();
    assertThat(ring.in.violation()).isNotNull()
        .hasToString("corrupt ring: rule=badLengths, at=64, type=6, dataOffset8=2, length8=9, flags=0, available=32");
  }

  @Test
  void theHeaderIsCopiedOnceEvenIfThePeerChangesItMeanwhile() throws RingViolationException {
    TestRing ring = new TestRing(4096);
    ring.send(8);
    ring.out.publish();
    // The payload is copied after the descriptor was checked; by then the descriptor in the ring is another one.
    RingMemory flipping = new MutatingMemory(ring.memory) {
      @Override
      public void read(int index, MemorySegment to, long toOffset, int bytes) {
        ring.memory.storeUnit(0, RingLayout.descriptor(9, 0xffff, 0xffff, 0xffff));
        super.read(index, to, toOffset, bytes);
      }
    };
    IncomingRing reader = IncomingRing.attach(flipping);
    assertThat(reader.poll()).isEqualTo(Poll.PACKET);
    assertThat(reader.packet().type()).isEqualTo(PacketType.IN_BAND);
    assertThat(reader.packet().payloadBytes()).isEqualTo(8);
    assertThat(reader.poll()).isEqualTo(Poll.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 496, 504, 512, 2000, 3000, 4056})
  void theBufferGrowsToTheLongestPacketAndKeepsItsContent(int bytes) {
    TestRing ring = new TestRing(4096);
    for (int size : new int[]{bytes, 8, bytes}) {
      ring.send(size);
      ring.out.publish();
      assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
      assertThat(ring.in.packet().payload().mismatch(TestRing.payload(size))).isIn(-1L, (long) size);
      ring.in.release();
    }
    assertThat(ring.in.packet().buffer().byteSize()).isLessThanOrEqualTo(8192);
  }

  private static TestRing withRanges(int type, String hex) {
    byte[] header = HexFormat.of().parseHex(hex.replace(" ", ""));
    int length8 = 2 + header.length / 8;
    TestRing ring = new TestRing(4096);
    ring.memory.storeUnit(0, RingLayout.descriptor(type, length8, length8, 1));
    ring.memory.write(MemorySegment.ofArray(HexFormat.of().parseHex(ID)), 0, 8, 8);
    ring.memory.write(MemorySegment.ofArray(header), 0, 16, header.length);
    ring.memory.storeRelease(RingLayout.WRITE_INDEX, length8 * 8 + 8);
    return ring;
  }

  private static void assertCorrupt(TestRing ring, Rule rule) {
    assertThat(ring.in.poll()).isEqualTo(Poll.CORRUPT);
    assertThat(ring.in.violation()).isNotNull().extracting(RingViolation::rule).isEqualTo(rule);
    assertThat(ring.in.poll()).as("for good").isEqualTo(Poll.CORRUPT);
    assertThat(ring.in.release()).isFalse();
    assertThat(ring.in.goIdle()).isEqualTo(IncomingRing.Idle.CORRUPT);
    assertThat(ring.in.packets()).isZero();
  }
}
