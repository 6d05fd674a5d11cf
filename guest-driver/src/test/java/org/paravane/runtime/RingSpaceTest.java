package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingSpaceTest {

  @Test
  void runsDoNotWrapAndAreAligned() {
    RingSpace ring = new RingSpace(256);
    assertThat(ring.take(100, 64)).isZero();
    assertThat(ring.take(60, 64)).isEqualTo(128);
    assertThat(ring.fits(100, 64)).isFalse();
    ring.free(100);
    assertThat(ring.fits(100, 64)).isTrue();
    assertThat(ring.placeOf(ring.take(100, 64))).isZero();
  }

  @Test
  void runsThatLiveNeverOverlap() {
    long seed = System.nanoTime();
    System.out.println("RingSpaceTest seed=" + seed);
    Random random = new Random(seed);
    RingSpace ring = new RingSpace(4096);
    Deque<long[]> live = new ArrayDeque<>();
    for (int i = 0; i < 50_000; i++) {
      long bytes = 1L + random.nextInt(900);
      long alignment = 1L << random.nextInt(7);
      if (ring.fits(bytes, alignment)) {
        long position = ring.take(bytes, alignment);
        long place = ring.placeOf(position);
        assertThat(place % alignment).isZero();
        assertThat(place + bytes).isLessThanOrEqualTo(4096);
        for (long[] other : live) {
          assertThat(place >= other[0] + other[1] || place + bytes <= other[0]).isTrue();
        }
        live.addLast(new long[]{place, bytes, ring.head()});
      } else {
        assertThat(live).isNotEmpty();
        ring.free(live.removeFirst()[2]);
      }
    }
    assertThat(ring.size()).isEqualTo(4096);
  }
}
