package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RangeHeader.GpaDirect;
import org.paravane.vmbus.ring.RangeHeader.TransferPages;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;

/** What stands in the ring, byte for byte, 8 bytes per row (section 15 of the reference, and more of the same). */
final class GoldenBytesTest {
  private static final int N = 4096;

  @Test
  void inBandWithCompletionRequested() {
    TestRing ring = idleRing(0);
    assertThat(ring.out.inBand(0x1122334455667788L, true, bytes("0102030405"), 0, 5)).isEqualTo(Write.WRITTEN);
    assertThat(ring.out.publish()).isTrue();
    assertRows(ring, 0, """
        0600020003000100
        8877665544332211
        0102030405000000
        0000000000000000
        """);
    assertControl(ring, 32, 0, 4056);
  }

  @Test
  void inBandWithoutPayload() {
    TestRing ring = idleRing(0);
    assertThat(ring.out.inBand(0, false, MemorySegment.NULL, 0, 0)).isEqualTo(Write.WRITTEN);
    ring.out.publish();
    assertRows(ring, 0, """
        0600020002000000
        0000000000000000
        0000000000000000
        """);
    assertControl(ring, 24, 0, 4064);
  }

  @Test
  void completion() {
    TestRing ring = idleRing(0);
    ring.out.completion(0xdeadbeef00000001L, bytes("a0a1a2a3a4a5a6a7a8a9aaab"), 0, 12);
    ring.out.publish();
    assertRows(ring, 0, """
        0b00020004000000
        01000000efbeadde
        a0a1a2a3a4a5a6a7
        a8a9aaab00000000
        0000000000000000
        """);
    assertControl(ring, 40, 0, 4048);
  }

  @Test
  void batchOfTwoWithOneSignal() {
    TestRing ring = idleRing(0);
    ring.out.inBand(1, true, bytes("0102030405060708"), 0, 8);
    ring.out.completion(2, bytes("404142"), 0, 3);
    assertThat(ring.out.publish()).isTrue();
    assertThat(ring.out.signals()).isEqualTo(1);
    assertRows(ring, 0, """
        0600020003000100
        0100000000000000
        0102030405060708
        0000000000000000
        0b00020003000000
        0200000000000000
        4041420000000000
        0000000020000000
        """);
    assertControl(ring, 64, 0, 4024);
  }

  @Test
  void gpaDirectWithTwoRanges() {
    TestRing ring = idleRing(0);
    GpaDirect ranges = new GpaDirect(
        List.of(new PageRange(4096, 20, new long[]{0x100, 0x205}), new PageRange(200, 0, new long[]{0x205})));
    assertThat(ring.out.withRanges(ranges, 7, true, bytes("0f".repeat(24)), 0, 24)).isEqualTo(Write.WRITTEN);
    ring.out.publish();
    assertRows(ring, 0, """
        090008000b000100
        0700000000000000
        0000000002000000
        0010000014000000
        0001000000000000
        0502000000000000
        c800000000000000
        0502000000000000
        0f0f0f0f0f0f0f0f
        0f0f0f0f0f0f0f0f
        0f0f0f0f0f0f0f0f
        0000000000000000
        """);
    assertControl(ring, 96, 0, 3992);
  }

  @Test
  void transferPagesWithTwoRanges() {
    TestRing ring = idleRing(0);
    TransferPages ranges = new TransferPages(0xcafe,
        List.of(new TransferRange(1500, 0x2000), new TransferRange(0xfffffff0L, 1)));
    assertThat(ring.out.withRanges(ranges, 0x0102, true, bytes("ff"), 0, 1)).isEqualTo(Write.WRITTEN);
    ring.out.publish();
    assertRows(ring, 0, """
        0700050006000100
        0201000000000000
        feca000002000000
        dc05000000200000
        f0ffffff01000000
        ff00000000000000
        0000000000000000
        """);
    assertControl(ring, 56, 0, 4032);
  }

  @Test
  void pipeHeaderBeforeTheData() {
    TestRing ring = idleRing(0);
    MemorySegment payload = bytes("0000000000000000" + "68656c6c6f");
    PipeFrame.write(payload, 0, 5);
    ring.out.inBand(0, false, payload, 0, 13);
    ring.out.publish();
    assertRows(ring, 0, """
        0600020004000000
        0000000000000000
        0100000005000000
        68656c6c6f000000
        0000000000000000
        """);
  }

  @Test
  void theCutMayFallInsideTheDescriptor() {
    TestRing ring = idleRing(4088);
    ring.out.inBand(0x0102030405060708L, true, bytes("0102030405060708"), 0, 8);
    assertThat(ring.out.publish()).isTrue();
    assertRows(ring, 4088, "0600020003000100");
    assertRows(ring, 0, """
        0807060504030201
        0102030405060708
        00000000f80f0000
        """);
    assertControl(ring, 24, 4088, 4056);
  }

  @Test
  void theCutMayFallBeforeTheTrailer() {
    TestRing ring = idleRing(4072);
    ring.out.inBand(3, false, bytes("1122334455667788"), 0, 8);
    ring.out.publish();
    assertRows(ring, 4072, """
        0600020003000000
        0300000000000000
        1122334455667788
        """);
    assertRows(ring, 0, "00000000e80f0000");
    assertControl(ring, 8, 4072, 4056);
  }

  @Test
  void theCutMayFallInsideThePagesOfARange() {
    TestRing ring = idleRing(4056);
    GpaDirect ranges = new GpaDirect(List.of(new PageRange(8192, 0, new long[]{0x1122334455L, 0x66778899aaL})));
    ring.out.withRanges(ranges, 9, true, MemorySegment.NULL, 0, 0);
    ring.out.publish();
    assertRows(ring, 4056, """
        0900060006000100
        0900000000000000
        0000000001000000
        0020000000000000
        5544332211000000
        """);
    assertRows(ring, 0, """
        aa99887766000000
        00000000d80f0000
        """);
    assertThat(ring.in.poll()).isEqualTo(Poll.PACKET);
    assertThat(ring.in.packet().ranges()).isEqualTo(ranges);
  }

  @Test
  void aPacketThatEndsWithTheRingMovesTheIndexToZero() {
    TestRing ring = idleRing(4064);
    ring.out.inBand(0x0c, false, bytes("0102030405060708"), 0, 8);
    ring.out.publish();
    assertRows(ring, 4064, """
        0600020003000000
        0c00000000000000
        0102030405060708
        00000000e00f0000
        """);
    assertControl(ring, 0, 4064, 4056);
  }

  @Test
  void aRingThatWasNotEmptyIsNotSignalled() {
    TestRing ring = idleRing(4000);
    ring.out.inBand(9, false, bytes("99".repeat(16)), 0, 16);
    assertThat(ring.out.publish()).isTrue();
    ring.out.inBand(1, false, bytes("0102030405060708"), 0, 8);
    ring.out.inBand(2, true, bytes("808182838485868788898a8b8c8d8e8f"), 0, 16);
    assertThat(ring.out.publish()).isFalse();
    assertRows(ring, 4040, """
        0600020003000000
        0100000000000000
        0102030405060708
        00000000c80f0000
        0600020004000100
        0200000000000000
        8081828384858687
        """);
    assertRows(ring, 0, """
        88898a8b8c8d8e8f
        00000000e80f0000
        """);
    assertControl(ring, 16, 4000, 4096 - 112 - 8);
  }

  @Test
  void aMaskedReaderIsNotSignalledAndNothingElseChanges() {
    TestRing ring = new TestRing(N);
    ring.out.inBand(0, false, bytes("0102030405060708"), 0, 8);
    assertThat(ring.out.publish()).isFalse();
    assertThat(hex(ring.segment.asSlice(0, 72))).isEqualTo("20000000" + "00000000" + "01000000" + "00000000"
        + "00".repeat(48) + "01000000" + "00000000");
  }

  @Test
  void theControlPageOfAFreshRing() {
    TestRing ring = idleRing(0);
    assertThat(hex(ring.segment.asSlice(0, RingLayout.PAGE)))
        .isEqualTo("00".repeat(64) + "01000000" + "00".repeat(RingLayout.PAGE - 68));
  }

  @Test
  void whatTheReaderAndTheWriterStoreInTheControlPage() {
    TestRing ring = idleRing(0);
    ring.send(4000);
    ring.out.publish();
    ring.in.poll();
    ring.out.requestRoom(512);
    assertThat(hex(ring.segment.asSlice(0, 16))).isEqualTo("b80f0000" + "00000000" + "01000000" + "f8030000");
    ring.in.release();
    ring.in.goIdle();
    ring.out.cancelRoom();
    assertThat(hex(ring.segment.asSlice(0, 16))).isEqualTo("b80f0000" + "b80f0000" + "00000000" + "00000000");
  }

  /** A ring whose reader sleeps, so that signals are wanted. */
  private static TestRing idleRing(int start) {
    TestRing ring = new TestRing(N, start);
    ring.in.goIdle();
    return ring;
  }

  private static MemorySegment bytes(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
  }

  private static String hex(MemorySegment segment) {
    return HexFormat.of().formatHex(segment.toArray(ValueLayout.JAVA_BYTE));
  }

  private static void assertRows(TestRing ring, int index, String rows) {
    List<String> expected = rows.lines().toList();
    List<String> actual = IntStream.range(0, expected.size())
        .mapToObj(row -> hex(ring.segment.asSlice(RingLayout.PAGE + index + row * 8L, 8))).toList();
    assertThat(actual).isEqualTo(expected);
  }

  private static void assertControl(TestRing ring, int write, int read, int free) {
    assertThat(ring.memory.loadAcquire(RingLayout.WRITE_INDEX)).isEqualTo(write);
    assertThat(ring.memory.loadAcquire(RingLayout.READ_INDEX)).isEqualTo(read);
    assertThat(ring.memory.size().free(write, read)).isEqualTo(free);
  }
}
