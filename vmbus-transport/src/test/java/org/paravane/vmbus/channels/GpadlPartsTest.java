package org.paravane.vmbus.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.message.GpadlMessage;
import org.paravane.vmbus.message.GpadlMessage.GpadlBody;
import org.paravane.vmbus.message.GpadlMessage.GpadlHeader;
import org.paravane.vmbus.ring.PageRange;

/** Cutting memory into messages and putting it together again, each against a slow description. */
class GpadlPartsTest {
  private static final ChannelId CHANNEL = new ChannelId(3);
  private static final GpadlId GPADL = new GpadlId(0xe1e10);
  private static final long HIGHEST_PAGE = Long.MAX_VALUE / 4096 - 1;

  private final long seed = Long.getLong("paravane.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static PageRange pages(int count) {
    return new PageRange(4096L * count, 0, LongStream.range(100, 100 + count).toArray());
  }

  private static GpadlAssembly assemble(List<GpadlMessage> messages) {
    GpadlHeader header = (GpadlHeader) messages.getFirst();
    GpadlAssembly assembly = new GpadlAssembly(header.rangeBufferBytes(), header.rangeCount());
    for (GpadlMessage message : messages) {
      assertThat(assembly.isComplete()).isFalse();
      switch (message) {
        case GpadlHeader first -> assembly.add(first.values());
        case GpadlBody body -> assembly.add(body.values());
        default -> throw new AssertionError(message.toString());
      }
    }
    return assembly;
  }

  // 26 pages fit beside the range in a header, 28 in each body.
  @ParameterizedTest
  @CsvSource({"1,1", "26,1", "27,2", "54,2", "55,3", "82,3", "83,4", "8190,293"})
  void messagesAreAsFewAsCanBe(int pages, int messages) {
    List<GpadlMessage> cut = GpadlMessages.of(CHANNEL, GPADL, pages(pages));
    assertThat(cut).hasSize(messages)
        .allSatisfy(message -> assertThat(message.encode().length).isLessThanOrEqualTo(240));
    assertThat(cut.getFirst()).isInstanceOfSatisfying(GpadlHeader.class, header -> {
      assertThat(header.channelId()).isEqualTo(3);
      assertThat(header.gpadlId()).isEqualTo(0xe1e10);
      assertThat(header.rangeCount()).isOne();
      assertThat(header.rangeBufferBytes()).isEqualTo(8 * (1 + pages)).isLessThan(0x10000);
    });
    for (int i = 1; i < cut.size(); i++) {
      assertThat((GpadlBody) cut.get(i)).extracting(GpadlBody::messageNumber, GpadlBody::gpadlId)
          .containsExactly(i, 0xe1e10);
    }
    assertThat(GpadlMessages.MOST_PAGES).isEqualTo(8190);
  }

  @Test
  void everyRangeComesBackAsItWas() {
    for (int run = 0; run < 300; run++) {
      int count = 1 + random.nextInt(200);
      int offset = random.nextInt(4096);
      long least = Math.max(1, (count - 1) * 4096L - offset + 1);
      long bytes = least + random.nextLong(count * 4096L - offset - least + 1);
      long[] numbers = random.longs(count, 0, HIGHEST_PAGE + 1).toArray();
      PageRange range = new PageRange(bytes, offset, numbers);
      GpadlAssembly assembly = assemble(GpadlMessages.of(CHANNEL, GPADL, range));
      assertThat(assembly.isComplete()).as("seed=%d, run=%d", seed, run).isTrue();
      assertThat(assembly.ranges()).as("seed=%d, run=%d", seed, run).containsExactly(range);
      assertThat(assembly.announcedPages()).isGreaterThanOrEqualTo(count);
    }
  }

  @Test
  void randomValuesAreJudgedAsByASlowReader() {
    int good = 0;
    for (int run = 0; run < 20_000; run++) {
      int count = random.nextInt(9);
      int ranges = random.nextInt(4);
      List<Long> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(randomValue());
      }
      GpadlAssembly assembly = new GpadlAssembly(8 * count, ranges);
      assembly.add(values);
      List<PageRange> expected = slowRanges(values, ranges);
      assertThat(assembly.ranges()).as("seed=%d, values=%s, ranges=%d", seed, values, ranges).isEqualTo(expected);
      good += expected.isEmpty() ? 0 : 1;
    }
    assertThat(good).isGreaterThan(100);
  }

  /** Often a range of a few pages, sometimes anything. */
  private long randomValue() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> 0xffff_ffffL - random.nextInt(8192);
      case 2 -> (4090L + random.nextInt(10)) << 32 | random.nextInt(100);
      case 3 -> HIGHEST_PAGE - 1 + random.nextInt(4);
      default -> (long) random.nextInt(4096) << 32 | random.nextInt(9_000);
    };
  }

  private static List<PageRange> slowRanges(List<Long> values, int count) {
    List<PageRange> ranges = new ArrayList<>();
    int at = 0;
    BigInteger page = BigInteger.valueOf(4096);
    while (ranges.size() < count) {
      if (at == values.size()) {
        return List.of();
      }
      BigInteger bytes = BigInteger.valueOf(values.get(at) & 0xffff_ffffL);
      BigInteger offset = BigInteger.valueOf(values.get(at) >>> 32);
      BigInteger end = offset.add(bytes).add(page).subtract(BigInteger.ONE);
      int pages = end.divide(page).intValueExact();
      if (bytes.signum() == 0 || offset.compareTo(page) >= 0 || end.bitLength() > 32
          || at + 1 + pages > values.size()) {
        return List.of();
      }
      long[] numbers = values.subList(at + 1, at + 1 + pages).stream().mapToLong(Long::longValue).toArray();
      if (LongStream.of(numbers).anyMatch(number -> number < 0 || number > HIGHEST_PAGE)) {
        return List.of();
      }
      ranges.add(new PageRange(bytes.longValueExact(), offset.intValueExact(), numbers));
      at += 1 + pages;
    }
    return ranges;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void lessThanAValueAnnouncedIsNothingToWaitFor(int rangeBufferBytes) {
    GpadlAssembly assembly = new GpadlAssembly(rangeBufferBytes, 1);
    assertThat(assembly.isComplete()).isTrue();
    assembly.add(List.of(1L << 12, 5L));
    assertThat(assembly.ranges()).isEmpty();
    assertThat(assembly.announcedPages()).isZero();
  }

  @Test
  void surplusValuesAreCutOffHoweverTheyCome() {
    GpadlAssembly assembly = new GpadlAssembly(24, 1);
    assembly.add(List.of(8192L));
    assembly.add(List.of());
    assertThat(assembly.isComplete()).isFalse();
    assembly.add(List.of(7L, 9L, 11L, 13L));
    assertThat(assembly.isComplete()).isTrue();
    assembly.add(List.of(15L));
    assertThat(assembly.ranges()).containsExactly(new PageRange(8192, 0, new long[]{7, 9}));
  }
}
