package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentMemoryTest {
  private static final int N = 4096;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void copiesContinueAtTheBeginningFromEveryIndex(boolean nativeMemory) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ring = nativeMemory ? arena.allocate(2 * N, 8) : MemorySegment.ofArray(new long[2 * N / 8]);
      RingMemory memory = RingMemory.of(ring);
      MemorySegment data = ring.asSlice(N);
      MemorySegment from = TestRing.payload(N);
      for (int index = 0; index < N; index += 8) {
        for (int bytes : new int[]{0, 1, 7, 8, 9, 64, N - index - 1, N - index, Math.min(N, N - index + 1), N}) {
          data.fill((byte) 0);
          memory.write(from, 0, index, bytes);
          MemorySegment back = MemorySegment.ofArray(new byte[N + 2]);
          memory.read(index, back, 1, bytes);
          assertSameBytes(from, back, bytes);
          int first = Math.min(bytes, N - index);
          assertThat(MemorySegment.mismatch(from, 0, first, data, index, index + first)).isEqualTo(-1);
          assertThat(MemorySegment.mismatch(from, first, bytes, data, 0, bytes - first)).isEqualTo(-1);
        }
      }
    }
  }

  private static void assertSameBytes(MemorySegment from, MemorySegment back, int bytes) {
    assertThat(MemorySegment.mismatch(from, 0, bytes, back, 1, 1L + bytes)).isEqualTo(-1);
    assertThat(back.get(ValueLayout.JAVA_BYTE, 0)).isZero();
    assertThat(back.get(ValueLayout.JAVA_BYTE, 1L + bytes)).isZero();
  }

  @Test
  void theTestMemoryDoesTheSame() {
    Random random = Seeds.random("theTestMemory");
    RingMemory real = RingMemory.of(MemorySegment.ofArray(new long[2 * N / 8]));
    RingMemory fake = new ArrayMemory(N);
    for (int run = 0; run < 2_000; run++) {
      int index = 8 * random.nextInt(N / 8);
      int bytes = random.nextInt(300);
      MemorySegment from = TestRing.payload(bytes);
      real.write(from, 0, index, bytes);
      fake.write(from, 0, index, bytes);
      assertThat(fake.loadUnit(index)).isEqualTo(real.loadUnit(index));
      real.storeUnit(index, run);
      fake.storeUnit(index, run);
      MemorySegment one = MemorySegment.ofArray(new byte[300]);
      MemorySegment other = MemorySegment.ofArray(new byte[300]);
      real.read(index, one, 0, bytes);
      fake.read(index, other, 0, bytes);
      assertThat(one.mismatch(other)).isEqualTo(-1);
    }
  }

  @Test
  void everythingIsLittleEndian() {
    MemorySegment ring = MemorySegment.ofArray(new long[2 * N / 8]);
    RingMemory memory = RingMemory.of(ring);
    memory.storeRelease(RingLayout.PENDING_SEND_SIZE, 0x11223344);
    memory.storeUnit(8, 0x1122334455667788L);
    assertThat(ring.get(ValueLayout.JAVA_BYTE, 12)).isEqualTo((byte) 0x44);
    assertThat(ring.get(ValueLayout.JAVA_BYTE, N + 8)).isEqualTo((byte) 0x88);
    assertThat(memory.loadAcquire(RingLayout.PENDING_SEND_SIZE)).isEqualTo(0x11223344);
    assertThat(memory.loadUnit(8)).isEqualTo(0x1122334455667788L);
  }

  @Test
  void anIndexOutsideIsAnExceptionAndNotAnAccess() {
    RingMemory memory = RingMemory.of(MemorySegment.ofArray(new long[2 * N / 8]));
    for (int index : new int[]{-8, N, N + 8, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> memory.loadUnit(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.storeUnit(index, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void fieldsLieWhereTheReferenceSays() {
    assertThat(RingLayout.WRITE_INDEX).isZero();
    assertThat(RingLayout.READ_INDEX).isEqualTo(4);
    assertThat(RingLayout.INTERRUPT_MASK).isEqualTo(8);
    assertThat(RingLayout.PENDING_SEND_SIZE).isEqualTo(12);
    assertThat(RingLayout.FEATURE_BITS).isEqualTo(64);
  }

  @Test
  void aDescriptorIsTakenApartAsItWasPutTogether() {
    Random random = Seeds.random("aDescriptor");
    for (int run = 0; run < 10_000; run++) {
      int type = random.nextInt(0x10000);
      int dataOffset8 = random.nextInt(0x10000);
      int length8 = random.nextInt(0x10000);
      int flags = random.nextInt(0x10000);
      long descriptor = RingLayout.descriptor(type, dataOffset8, length8, flags);
      assertThat(RingLayout.type(descriptor)).isEqualTo(type);
      assertThat(RingLayout.dataOffset8(descriptor)).isEqualTo(dataOffset8);
      assertThat(RingLayout.length8(descriptor)).isEqualTo(length8);
      assertThat(RingLayout.flags(descriptor)).isEqualTo(flags);
    }
    assertThat(RingLayout.trailer(0x7fff_fff8)).isEqualTo(0x7fff_fff8_0000_0000L);
    assertThat(RingLayout.packetBytes(0)).isEqualTo(24);
    assertThat(RingLayout.packetBytes(5)).isEqualTo(32);
    assertThat(RingLayout.packetBytes(8)).isEqualTo(32);
  }

  @Test
  void packetTypesAreThoseInUse() {
    for (int value = -1; value < 70_000; value++) {
      PacketType type = PacketType.of(value);
      assertThat(type != null).isEqualTo(value == 6 || value == 7 || value == 9 || value == 11);
      if (type != null) {
        assertThat(type.value()).isEqualTo(value);
        assertThat(type.hasRanges()).isEqualTo(value == 7 || value == 9);
      }
    }
  }
}
