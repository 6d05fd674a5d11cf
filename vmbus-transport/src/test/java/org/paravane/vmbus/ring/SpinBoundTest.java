package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.vmbus.ring.RangeHeader.GpaDirect;
import org.paravane.vmbus.ring.RangeHeader.TransferPages;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;

/** Small parts of the ring: the spin bound against its description, range headers at their limits, names of rules. */
final class SpinBoundTest {

  /** The description word by word: trials and pauses, one after the other. */
  private static final class Described {
    private int inTrial;
    private int hits;
    private int pause;
    private int failures;

    int learn(boolean hit) {
      if (pause > 0) {
        pause--;
      } else {
        inTrial++;
        hits += hit ? 1 : 0;
        if (inTrial == 128) {
          boolean paid = hits >= 32;
          pause = paid ? 0 : (int) Math.min(65_536L, 256L << Math.min(failures, 30));
          failures = paid ? 0 : failures + 1;
          inTrial = 0;
          hits = 0;
        }
      }
      return pause == 0 ? 1_000 : 50;
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "10", "20", "25", "26", "50", "100"})
  void randomHitsAreLearntAsDescribed(int percent) {
    Random random = Seeds.random("randomHits " + percent);
    SpinBound bound = new SpinBound(50, 1_000);
    Described described = new Described();
    assertThat(bound.polls()).isEqualTo(1_000);
    for (int wait = 0; wait < 300_000; wait++) {
      boolean hit = random.nextInt(100) < percent;
      bound.learn(hit);
      if (bound.polls() != described.learn(hit)) {
        throw new AssertionError("differs: wait=" + wait + ", polls=" + bound.polls());
      }
    }
  }

  @Test
  void hitsInAPauseAreNoTrial() {
    SpinBound bound = new SpinBound(0, 10);
    for (int i = 0; i < SpinBound.TRIAL_WAITS; i++) {
      bound.learn(false);
    }
    for (int i = 0; i < 255; i++) {
      bound.learn(true);
      assertThat(bound.polls()).isZero();
    }
    bound.learn(true);
    assertThat(bound.polls()).isEqualTo(10);
  }

  @Test
  void aQuarterOfTheWaitsIsEnoughAndOneLessIsNot() {
    for (int hits : new int[]{SpinBound.TRIAL_WAITS / 4 - 1, SpinBound.TRIAL_WAITS / 4}) {
      SpinBound bound = new SpinBound(1, 2);
      for (int i = 0; i < SpinBound.TRIAL_WAITS; i++) {
        assertThat(bound.polls()).isEqualTo(2);
        bound.learn(i < hits);
      }
      assertThat(bound.polls()).isEqualTo(hits == 32 ? 2 : 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"-1,0", "1,0", "-2,-1", "2147483647,-2147483648"})
  void boundsThatAreNoneAreRefused(int minimum, int maximum) {
    assertThatThrownBy(() -> new SpinBound(minimum, maximum)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minimum=" + minimum);
  }

  // Range headers.

  @ParameterizedTest
  @CsvSource({"1,0,true", "4294967295,0,true", "1,4294967294,true", "2147483648,2147483647,true", "0,0,false",
      "-1,0,false", "1,-1,false", "4294967296,0,false", "1,4294967295,false", "2147483648,2147483648,false"})
  void transferRangesAreUnsigned32Bits(long bytes, long offset, boolean valid) {
    if (valid) {
      assertThat(new TransferRange(bytes, offset).byteCount()).isEqualTo(bytes);
    } else {
      assertThatThrownBy(() -> new TransferRange(bytes, offset)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void allRangesHaveToLieInTheBuffer() {
    TransferPages pages = new TransferPages(1,
        List.of(new TransferRange(4, 0), new TransferRange(1, 99), new TransferRange(10, 5)));
    assertThat(pages.fitsIn(100)).isTrue();
    assertThat(pages.fitsIn(99)).isFalse();
    assertThat(pages.fitsIn(0)).isFalse();
    assertThat(new TransferPages(0, List.of(new TransferRange(0xffff_ffffL, 0))).fitsIn(0xffff_ffffL)).isTrue();
  }

  @Test
  void headersWithoutRangesOrWithBadSetsAreRefused() {
    assertThatThrownBy(() -> new GpaDirect(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransferPages(0, List.of())).isInstanceOf(IllegalArgumentException.class);
    for (int set : new int[]{-1, 0x10000}) {
      assertThatThrownBy(() -> new TransferPages(set, List.of(new TransferRange(1, 0))))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("setId=" + set);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "-1,0,1", "1,-1,1", "1,4096,1", "1,0,0", "1,0,2", "4097,0,1", "2,4095,1",
      "4294963201,0,1048576"})
  void pageRangesNameExactlyTheirPages(long bytes, int offset, int pages) {
    assertThatThrownBy(() -> new PageRange(bytes, offset, new long[pages])).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pages=" + pages);
  }

  // Names.

  @ParameterizedTest
  @EnumSource
  void everyRuleHasANameForVectors(RingViolation.Rule rule) {
    assertThat(rule.id()).matches("[a-z][A-Za-z:]+");
    assertThat(new RingViolation(rule, "at=8")).hasToString("corrupt ring: rule=" + rule.id() + ", at=8");
  }

  @Test
  void onlyMissingRangesAndMissingPagesShareAName() {
    Set<String> names = new HashSet<>();
    Arrays.stream(RingViolation.Rule.values()).forEach(rule -> names.add(rule.id()));
    assertThat(names).hasSize(RingViolation.Rule.values().length - 1);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTwoTypesCarryRanges(PacketType type) {
    assertThat(PacketType.of(type.value())).isEqualTo(type);
    assertThat(type.hasRanges()).isEqualTo(type.value() == 7 || type.value() == 9);
  }
}
