package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.RangeHeader.GpaDirect;
import org.paravane.vmbus.ring.RangeHeader.TransferPages;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;
import org.paravane.vmbus.ring.RingViolation.Rule;

/** The parser against a second one that is slow and cannot overflow. */
final class RangeParserTest {
  @Test
  void randomHeadersAreJudgedAsByASlowParser() {
    Random random = Seeds.random("randomHeaders");
    int accepted = 0;
    for (int run = 0; run < 50_000; run++) {
      PacketType type = random.nextBoolean() ? PacketType.GPA_DIRECT : PacketType.TRANSFER_PAGES;
      MemorySegment packet = randomHeader(random);
      int end = (int) packet.byteSize();
      Optional<Rule> actual = Optional.ofNullable(RangeParser.check(type, packet, end)).map(RingViolation::rule);
      assertThat(actual).isEqualTo(slowCheck(type, packet, end));
      if (actual.isEmpty()) {
        accepted++;
        RangeHeader decoded = RangeParser.decode(type, packet);
        MemorySegment encoded = MemorySegment.ofArray(new byte[(int) decoded.bytes()]);
        decoded.encode(encoded);
        long same = MemorySegment.mismatch(encoded, 4, encoded.byteSize(), packet, 20, 16 + encoded.byteSize());
        assertThat(same).as("what was decoded encodes to the same bytes").isEqualTo(-1);
      }
    }
    assertThat(accepted).isGreaterThan(1_000);
  }

  private static MemorySegment randomHeader(Random random) {
    int units = 3 + random.nextInt(8);
    MemorySegment packet = MemorySegment.ofArray(new long[units]);
    packet.set(RingLayout.U32, 16, random.nextInt());
    packet.set(RingLayout.U32, 20, random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(4));
    for (int at = 24; at < 8 * units; at += 8) {
      packet.set(RingLayout.U32, at, randomCount(random));
      packet.set(RingLayout.U32, at + 4L, random.nextInt(5) == 0 ? randomCount(random) : random.nextInt(4_200));
    }
    return packet;
  }

  private static int randomCount(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> random.nextInt();
      case 2 -> -random.nextInt(10_000);
      default -> random.nextInt(10_000);
    };
  }

  /** The rules of section 10, with numbers that have no limit. */
  private static Optional<Rule> slowCheck(PacketType type, MemorySegment packet, int end) {
    BigInteger count = unsigned(packet, 20);
    if (count.signum() == 0) {
      return Optional.of(Rule.RANGE_COUNT);
    }
    int at = 24;
    for (BigInteger i = BigInteger.ZERO; i.compareTo(count) < 0; i = i.add(BigInteger.ONE)) {
      if (at + 8 > end) {
        return Optional.of(Rule.RANGES_MISSING);
      }
      BigInteger bytes = unsigned(packet, at);
      BigInteger offset = unsigned(packet, at + 4);
      at += 8;
      Optional<Rule> rule = type == PacketType.GPA_DIRECT
          ? slowPages(bytes, offset, end - at)
          : slowTransfer(bytes, offset);
      if (rule.isPresent()) {
        return rule;
      }
      at += type == PacketType.GPA_DIRECT ? 8 * pages(bytes, offset).intValueExact() : 0;
    }
    return Optional.empty();
  }

  private static Optional<Rule> slowPages(BigInteger bytes, BigInteger offset, int left) {
    if (offset.compareTo(BigInteger.valueOf(4095)) > 0) {
      return Optional.of(Rule.RANGE_OFFSET);
    }
    if (bytes.signum() == 0) {
      return Optional.of(Rule.RANGE_EMPTY);
    }
    if (bytes.add(offset).add(BigInteger.valueOf(4095)).bitLength() > 32) {
      return Optional.of(Rule.RANGE_OVERFLOW);
    }
    return pages(bytes, offset).multiply(BigInteger.valueOf(8)).compareTo(BigInteger.valueOf(left)) > 0
        ? Optional.of(Rule.RANGE_PAGES_MISSING)
        : Optional.empty();
  }

  private static Optional<Rule> slowTransfer(BigInteger bytes, BigInteger offset) {
    if (bytes.signum() == 0) {
      return Optional.of(Rule.RANGE_EMPTY);
    }
    return bytes.add(offset).bitLength() > 32 ? Optional.of(Rule.RANGE_OVERFLOW) : Optional.empty();
  }

  private static BigInteger pages(BigInteger bytes, BigInteger offset) {
    return bytes.add(offset).add(BigInteger.valueOf(4095)).divide(BigInteger.valueOf(4096));
  }

  private static BigInteger unsigned(MemorySegment packet, int at) {
    return BigInteger.valueOf(Integer.toUnsignedLong(packet.get(RingLayout.U32, at)));
  }

  @Test
  void aHugeRangeCountCostsNoMoreThanTheBytesThatAreThere() {
    MemorySegment packet = MemorySegment.ofArray(new long[100]);
    packet.set(RingLayout.U32, 20, -1);
    for (int at = 24; at < 800; at += 8) {
      packet.set(RingLayout.U32, at, 1);
    }
    assertThat(RangeParser.check(PacketType.TRANSFER_PAGES, packet, 800)).isNotNull().hasToString(
        "corrupt ring: rule=rangesTooShort, type=TRANSFER_PAGES, rangeCount=4294967295, present=97");
  }

  @Test
  void rangesAtEveryPageBoundaryNeedTheRightNumberOfPages() {
    for (int offset = 0; offset < 4096; offset += 819) {
      for (long bytes : new long[]{1, 4095 - offset % 4095, 4096 - offset, 4097 - offset, 8192 - offset,
          8193 - offset}) {
        int expected = (int) ((offset + bytes - 1) / 4096 + 1);
        assertThat(PageRange.pageCount(bytes, offset)).as("%d at %d", bytes, offset).isEqualTo(expected);
        assertThat(new PageRange(bytes, offset, new long[expected]).pageCount()).isEqualTo(expected);
      }
    }
  }

  @Test
  void theLargestRangeThatFits32BitsIsAccepted() {
    long bytes = 0xffff_ffffL - 4095;
    assertThat(PageRange.overflows(bytes, 0)).isFalse();
    assertThat(PageRange.overflows(bytes + 1, 0)).isTrue();
    assertThat(PageRange.overflows(bytes, 1)).isTrue();
    assertThat(PageRange.pageCount(bytes, 0)).isEqualTo((1 << 20) - 1);
  }

  @Test
  void equalRangesAreEqualAndTheirPagesAreTheirOwn() {
    long[] pages = {1, 2};
    PageRange range = new PageRange(5000, 0, pages);
    pages[0] = 99;
    range.pages()[1] = 99;
    assertThat(range.page(0)).isEqualTo(1);
    assertThat(range.page(1)).isEqualTo(2);
    assertThat(range).isEqualTo(new PageRange(5000, 0, new long[]{1, 2}))
        .hasSameHashCodeAs(new PageRange(5000, 0, new long[]{1, 2}))
        .isNotEqualTo(new PageRange(5000, 1, new long[]{1, 2}))
        .isNotEqualTo(new PageRange(5000, 0, new long[]{1, 3})).hasToString(
            "PageRange[byteCount=5000, byteOffset=0, pages=[1, 2]]");
  }

  @Test
  void headersKnowTheirLength() {
    List<TransferRange> transfers = new ArrayList<>();
    List<PageRange> pages = new ArrayList<>();
    for (int i = 1; i < 20; i++) {
      transfers.add(new TransferRange(i, i));
      pages.add(new PageRange(4096L * i, 0, new long[i]));
      assertThat(new TransferPages(i, transfers).bytes()).isEqualTo(8 + 8L * i);
      assertThat(new GpaDirect(pages).bytes()).isEqualTo(8 + 8L * i + 8L * i * (i + 1) / 2);
    }
    assertThatThrownBy(() -> RangeParser.decode(PacketType.IN_BAND, MemorySegment.ofArray(new long[8])))
        .isInstanceOf(IllegalStateException.class);
  }
}
