package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RingSizeTest {
  @ParameterizedTest
  @ValueSource(ints = {48, 56, 96, 4096})
  void arithmeticIsThatOfASequenceOfUnits(int dataBytes) {
    RingSize size = new RingSize(dataBytes);
    for (int write = 0; write < dataBytes; write += 8) {
      for (int read = 0; read < dataBytes; read += 8) {
        int used = size.used(write, read);
        assertThat(used).isEqualTo(Math.floorMod(write - read, dataBytes));
        assertThat(size.free(write, read)).isEqualTo(dataBytes - used - 8).isNotNegative();
        assertThat(size.advance(read, used)).isEqualTo(write);
        assertThat(size.isIndex(write)).isTrue();
      }
    }
  }

  @Test
  void everythingWrittenIntoAFreeRingStaysDistinguishableFromEmpty() {
    RingSize size = new RingSize(4096);
    for (int read = 0; read < 4096; read += 8) {
      int full = size.advance(read, size.free(read, read));
      assertThat(full).isNotEqualTo(read);
      assertThat(size.free(full, read)).isZero();
    }
  }

  @Test
  void theFillLevelExampleOfTheReferenceHolds() {
    RingSize size = new RingSize(4096);
    int write = size.advance(size.advance(0, 2048), 2040);
    assertThat(write).isEqualTo(4088);
    assertThat(size.used(write, 0)).isEqualTo(4088);
    assertThat(size.free(write, 0)).isZero();
  }

  @Test
  void nothingElseIsAnIndex() {
    RingSize size = new RingSize(4096);
    for (int word : new int[]{-8, -1, 1, 4, 7, 4092, 4095, 4096, 4104, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(size.isIndex(word)).as("%d", word).isFalse();
    }
  }

  @Test
  void advancingByRandomPacketsEqualsCountingInALong() {
    Random random = Seeds.random("advancingByRandomPackets");
    for (int run = 0; run < 100; run++) {
      RingSize size = new RingSize(8 * (6 + random.nextInt(10_000)));
      long position = 0;
      int index = 0;
      for (int i = 0; i < 1_000; i++) {
        int bytes = 8 * random.nextInt(size.maxReceive() / 8 + 1);
        position += bytes;
        index = size.advance(index, bytes);
        assertThat(index).isEqualTo((int) (position % size.dataBytes()));
      }
    }
  }

  @Test
  void theLargestRingDoesNotOverflow() {
    RingSize size = new RingSize(Integer.MAX_VALUE - 4095);
    int last = size.dataBytes() - 8;
    assertThat(size.advance(last, size.maxReceive())).isEqualTo(last - 8);
    assertThat(size.advance(last, 8)).isZero();
    assertThat(size.used(0, last)).isEqualTo(8);
    assertThat(size.free(last, 0)).isZero();
  }

  @Test
  void sizesThatAreNoRingAreRefused() {
    for (int bytes : new int[]{-8, 0, 8, 40, 4092}) {
      assertThatThrownBy(() -> new RingSize(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
