package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Exhaustive on a ring of 96 bytes: every pair of indices, every pending size. */
final class SignalRulesTest {
  private static final RingSize SIZE = new RingSize(96);

  @Test
  void theWriterSignalsOnlyIfTheRingWasEmptyAndSignalsAreWanted() {
    for (int before = 0; before < 96; before += 8) {
      for (int read = 0; read < 96; read += 8) {
        assertThat(SignalRules.afterPublish(0, before, read)).isEqualTo(before == read);
        assertThat(SignalRules.afterPublish(1, before, read)).isFalse();
        assertThat(SignalRules.afterPublish(-1, before, read)).isFalse();
      }
    }
  }

  @Test
  void theReaderSignalsWhenFreeRoomCrossesThePendingSize() {
    int signals = 0;
    for (int write = 0; write < 96; write += 8) {
      for (int before = 0; before < 96; before += 8) {
        for (int read = 0; read <= SIZE.used(write, before); read += 8) {
          int after = SIZE.advance(before, read);
          for (int pending = 0; pending <= 104; pending++) {
            boolean signal = SignalRules.afterRelease(SIZE, 1, pending, write, before, after);
            // The other wording of the same rule: room without the unit that keeps the ring from looking empty.
            int wanted = pending / 8 * 8;
            int roomBefore = 96 - SIZE.used(write, before);
            int roomAfter = 96 - SIZE.used(write, after);
            assertThat(signal).isEqualTo(wanted != 0 && roomBefore <= wanted && roomAfter > wanted);
            assertThat(SignalRules.afterRelease(SIZE, 0, pending, write, before, after)).isFalse();
            assertThat(SignalRules.afterRelease(SIZE, 2, pending, write, before, after)).isFalse();
            signals += signal ? 1 : 0;
          }
        }
      }
    }
    assertThat(signals).isPositive();
  }

  @Test
  void aRequestForMoreThanTheRingNeverComesTrue() {
    for (int pending : new int[]{96, 4096, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      assertThat(SignalRules.afterRelease(SIZE, 1, pending, 0, 8, 0)).isFalse();
    }
  }

  @Test
  void theWatchdogSeesASleeperWithWork() {
    assertThat(SignalRules.readerOversleeps(0, 8, 0)).isTrue();
    assertThat(SignalRules.readerOversleeps(0, 8, 8)).isFalse();
    assertThat(SignalRules.readerOversleeps(1, 8, 0)).isFalse();
    assertThat(SignalRules.writerOversleeps(SIZE, 0, 0, 0)).isFalse();
    assertThat(SignalRules.writerOversleeps(SIZE, 88, 0, 0)).isTrue();
    assertThat(SignalRules.writerOversleeps(SIZE, 95, 0, 0)).isTrue();
    assertThat(SignalRules.writerOversleeps(SIZE, 88, 8, 0)).isFalse();
    assertThat(SignalRules.writerOversleeps(SIZE, -8, 0, 0)).isFalse();
  }
}
