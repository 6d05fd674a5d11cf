package org.paravane.vmbus.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {

  @Test
  void rangesAreWholePagesAndNeverSmallNumbers() {
    AddressSpace space = new AddressSpace();
    long first = space.reserve(1).orElseThrow();
    long second = space.reserve(4097).orElseThrow();
    assertThat(first).isEqualTo(1L << 32);
    assertThat(second).isEqualTo(first + 4096);
    assertThat(space.reserve(1).orElseThrow()).isEqualTo(second + 8192);
  }

  @Test
  void impossibleRequestsAreRefused() {
    AddressSpace space = new AddressSpace();
    for (long bytes : new long[]{0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 51}) {
      assertThat(space.reserve(bytes)).isEmpty();
    }
    assertThat(space.count()).isZero();
  }

  @Test
  void onlyWhatWasReservedCanBeGivenBackOnce() {
    AddressSpace space = new AddressSpace();
    long start = space.reserve(8192).orElseThrow();
    assertThat(space.unreserve(start + 4096)).isFalse();
    assertThat(space.isReserved(start, 8192)).isTrue();
    assertThat(space.isReserved(start + 4096, 4096)).isTrue();
    assertThat(space.isReserved(start, 8193)).isFalse();
    assertThat(space.isReserved(start - 1, 1)).isFalse();
    assertThat(space.isReserved(start, Long.MAX_VALUE)).isFalse();
    assertThat(space.isReserved(start, 0)).isFalse();
    assertThat(space.unreserve(start)).isTrue();
    assertThat(space.unreserve(start)).isFalse();
    assertThat(space.isReserved(start, 1)).isFalse();
  }

  @Test
  void freedNeighboursJoin() {
    AddressAllocator allocator = new AddressAllocator(0, 4 * 4096, 4096);
    for (int i = 0; i < 4; i++) {
      assertThat(allocator.take(4096)).hasValue(i * 4096L);
    }
    assertThat(allocator.take(1)).isEmpty();
    for (long start : new long[]{0, 8192, 4096, 12288}) {
      assertThat(allocator.giveBack(start)).isTrue();
    }
    assertThat(allocator.take(4 * 4096)).hasValue(0);
  }

  @Test
  void noTwoLiveRangesOverlapWhateverTheOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AddressAllocator allocator = new AddressAllocator(4096, 200 * 4096L, 4096);
    List<long[]> live = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(5) < 3) {
        long bytes = 1L + random.nextInt(10 * 4096);
        OptionalLong start = allocator.take(bytes);
        if (start.isPresent()) {
          long end = start.getAsLong() + (bytes + 4095) / 4096 * 4096;
          for (long[] other : live) {
            assertThat(start.getAsLong() >= other[1] || end <= other[0]).as("seed=%d, step=%d", seed, step).isTrue();
          }
          assertThat(end).isLessThanOrEqualTo(201 * 4096L);
          live.add(new long[]{start.getAsLong(), end});
        }
      } else if (!live.isEmpty()) {
        assertThat(allocator.giveBack(live.remove(random.nextInt(live.size()))[0])).isTrue();
      }
    }
    live.forEach(range -> allocator.giveBack(range[0]));
    assertThat(allocator.take(200 * 4096L)).as("seed=%d", seed).hasValue(4096);
  }
}
