package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.host.memory.RangeAllocator.Range;

class RangeAllocatorTest {
  @Test
  void takesTheLowestPlaceThatFits() {
    RangeAllocator ranges = new RangeAllocator(10, 100);
    assertThat(ranges.allocate(20, 1, 0, 100)).isEqualTo(10);
    assertThat(ranges.allocate(20, 1, 0, 100)).isEqualTo(30);
    ranges.free(10, 20);
    assertThat(ranges.allocate(5, 1, 0, 100)).isEqualTo(10);
    assertThat(ranges.freeTotal()).isEqualTo(65);
  }

  @Test
  void alignsAndKeepsWithinLimits() {
    RangeAllocator ranges = new RangeAllocator(0, 1 << 20);
    assertThat(ranges.allocate(1, 1, 0, 1 << 20)).isZero();
    assertThat(ranges.allocate(100, 4096, 0, 1 << 20)).isEqualTo(4096);
    assertThat(ranges.allocate(100, 4096, 50_000, 1 << 20)).isEqualTo(53_248);
    assertThat(ranges.allocate(100, 4096, 8192, 8192 + 99)).isEqualTo(RangeAllocator.NONE);
    assertThat(ranges.allocate(100, 4096, 8192, 8192 + 100)).isEqualTo(8192);
  }

  @Test
  void startsInsideAFreeRangeThatBeginsBeforeTheMinimum() {
    RangeAllocator ranges = new RangeAllocator(0, 1000);
    assertThat(ranges.allocate(10, 1, 500, 1000)).isEqualTo(500);
    assertThat(ranges.allocate(10, 1, 495, 1000)).isEqualTo(510);
  }

  @Test
  void takesAnExactPlaceOnlyIfAllOfItIsFree() {
    RangeAllocator ranges = new RangeAllocator(0, 100);
    assertThat(ranges.allocateAt(40, 20)).isTrue();
    assertThat(ranges.allocateAt(59, 2)).isFalse();
    assertThat(ranges.allocateAt(30, 11)).isFalse();
    assertThat(ranges.allocateAt(90, 11)).isFalse();
    assertThat(ranges.allocateAt(60, 40)).isTrue();
    assertThat(ranges.freeTotal()).isEqualTo(40);
  }

  @Test
  void mergesNeighboursWhenFreed() {
    RangeAllocator ranges = new RangeAllocator(0, 30);
    ranges.allocate(10, 1, 0, 30);
    ranges.allocate(10, 1, 0, 30);
    ranges.allocate(10, 1, 0, 30);
    ranges.free(0, 10);
    ranges.free(20, 10);
    assertThat(ranges.freeRanges()).isEqualTo(2);
    ranges.free(10, 10);
    assertThat(ranges.freeRanges()).isOne();
    assertThat(ranges.allocate(30, 1, 0, 30)).isZero();
  }

  @Test
  void givesPiecesWhenNoPlaceIsLargeEnough() {
    RangeAllocator ranges = new RangeAllocator(0, 30);
    ranges.allocateAt(10, 10);
    assertThat(ranges.allocatePieces(15)).containsExactly(new Range(0, 10), new Range(20, 5));
    assertThat(ranges.allocatePieces(6)).isEmpty();
    assertThat(ranges.freeTotal()).isEqualTo(5);
    assertThat(ranges.allocatePieces(5)).containsExactly(new Range(25, 5));
  }

  @Test
  void refusesToFreeWhatIsNotTaken() {
    RangeAllocator ranges = new RangeAllocator(0, 30);
    ranges.allocateAt(0, 10);
    assertThatThrownBy(() -> ranges.free(5, 10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ranges.free(20, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ranges.free(25, 10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ranges.free(0, 0)).isInstanceOf(IllegalArgumentException.class);
    ranges.free(0, 10);
    assertThat(ranges.freeTotal()).isEqualTo(30);
  }

  @Test
  void agreesWithABitmapOverRandomOperations() {
    long seed = System.nanoTime();
    System.out.println("RangeAllocatorTest seed " + seed);
    Random random = new Random(seed);
    int size = 512;
    RangeAllocator ranges = new RangeAllocator(0, size);
    BitSet taken = new BitSet(size);
    List<Range> mine = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      int length = 1 + random.nextInt(40);
      switch (random.nextInt(4)) {
        case 0 -> {
          int alignment = 1 << random.nextInt(5);
          int minimum = random.nextInt(size);
          long at = ranges.allocate(length, alignment, minimum, size);
          assertThat(at).isEqualTo(lowest(taken, length, alignment, minimum, size));
          take(taken, mine, at, length);
        }
        case 1 -> {
          int at = random.nextInt(size);
          boolean free = at + length <= size && taken.get(at, at + length).isEmpty();
          assertThat(ranges.allocateAt(at, length)).isEqualTo(free);
          take(taken, mine, free ? at : RangeAllocator.NONE, length);
        }
        default -> {
          if (!mine.isEmpty()) {
            Range range = mine.remove(random.nextInt(mine.size()));
            ranges.free(range.start(), range.length());
            taken.clear((int) range.start(), (int) range.end());
          }
        }
      }
      assertThat(ranges.freeTotal()).isEqualTo(size - taken.cardinality());
    }
  }

  private static void take(BitSet taken, List<Range> mine, long at, int length) {
    if (at != RangeAllocator.NONE) {
      taken.set((int) at, (int) at + length);
      mine.add(new Range(at, length));
    }
  }

  private static long lowest(BitSet taken, int length, int alignment, int minimum, int size) {
    for (int at = (minimum + alignment - 1) / alignment * alignment; at + length <= size; at += alignment) {
      if (taken.get(at, at + length).isEmpty()) {
        return at;
      }
    }
    return RangeAllocator.NONE;
  }
}
