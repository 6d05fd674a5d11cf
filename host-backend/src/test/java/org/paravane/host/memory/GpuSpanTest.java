package org.paravane.host.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GpuSpanTest {
  private final Arena arena = Arena.ofAuto();

  @Test
  void anEmptySpanHasNoSize() {
    GpuSpan span = new GpuSpan();
    assertThat(span.sizeBytes()).isZero();
    assertThat(span.pieces()).isZero();
    assertThatThrownBy(() -> span.segment(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void piecesThatFollowOneAnotherInOneSegmentBecomeOne() {
    MemorySegment memory = arena.allocate(100);
    GpuSpan span = new GpuSpan();
    span.add(memory, 10, 20);
    span.add(memory, 30, 5);
    assertThat(span.pieces()).isOne();
    span.add(memory, 36, 5);
    assertThat(span.pieces()).isEqualTo(2);
    span.add(arena.allocate(10), 41, 5);
    assertThat(span.pieces()).isEqualTo(3);
    assertThat(span.sizeBytes()).isEqualTo(35);
  }

  @Test
  void offsetsFindTheirPiece() {
    MemorySegment first = arena.allocate(10);
    MemorySegment second = arena.allocate(100);
    GpuSpan span = new GpuSpan();
    span.add(first, 2, 8);
    span.add(second, 50, 30);
    assertThat(span.segment(7)).isEqualTo(first);
    assertThat(span.offsetInSegment(7)).isEqualTo(9);
    assertThat(span.contiguousBytes(7)).isOne();
    assertThat(span.segment(8)).isEqualTo(second);
    assertThat(span.offsetInSegment(8)).isEqualTo(50);
    assertThat(span.contiguousBytes(8)).isEqualTo(30);
    assertThat(span.offsetInSegment(0)).isEqualTo(2);
    assertThatThrownBy(() -> span.segment(38)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> span.segment(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void copiesAcrossPiecesLikeAnArray() {
    long seed = System.nanoTime();
    System.out.println("GpuSpanTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      GpuSpan span = new GpuSpan();
      int pieces = 1 + random.nextInt(10);
      int size = 0;
      for (int i = 0; i < pieces; i++) {
        int bytes = 4 * (1 + random.nextInt(30));
        int before = random.nextInt(8);
        span.add(arena.allocate(before + bytes + 8L), before, bytes);
        size += bytes;
      }
      byte[] model = new byte[size];
      random.nextBytes(model);
      span.write(0, MemorySegment.ofArray(model), 0, size);
      for (int i = 0; i < 50; i++) {
        int from = random.nextInt(size);
        int length = random.nextInt(size - from + 1);
        byte[] part = new byte[length + 3];
        if (random.nextBoolean()) {
          span.read(from, MemorySegment.ofArray(part), 2, length);
          assertThat(Arrays.copyOfRange(part, 2, 2 + length)).isEqualTo(Arrays.copyOfRange(model, from, from + length));
        } else {
          random.nextBytes(part);
          span.write(from, MemorySegment.ofArray(part), 1, length);
          System.arraycopy(part, 1, model, from, length);
        }
      }
      floats(span, model, random);
    }
  }

  private static void floats(GpuSpan span, byte[] model, Random random) {
    int words = model.length / 4;
    int from = random.nextInt(words);
    int count = random.nextInt(words - from + 1);
    float[] values = new float[count + 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    span.writeFloats(4L * from, values, 1, count);
    MemorySegment.copy(values, 1, MemorySegment.ofArray(model), JAVA_FLOAT_UNALIGNED,
        4L * from, count);
    float[] back = new float[words];
    span.readFloats(0, back, 0, words);
    float[] expected = new float[words];
    MemorySegment.copy(MemorySegment.ofArray(model), JAVA_FLOAT_UNALIGNED, 0, expected, 0,
        words);
    assertThat(Arrays.mismatch(back, expected)).isEqualTo(-1);
  }

  @Test
  void writesTouchNothingBesideTheRange() {
    MemorySegment memory = arena.allocate(32);
    memory.fill((byte) 9);
    GpuSpan span = new GpuSpan();
    span.add(memory, 8, 16);
    span.writeFloats(4, new float[]{0, 0}, 0, 2);
    for (int i = 0; i < 32; i++) {
      assertThat(memory.get(JAVA_BYTE, i)).as("byte %d", i).isEqualTo((byte) (i >= 12 && i < 20 ? 0 : 9));
    }
  }

  @Test
  void tooManyPiecesAreRefused() {
    GpuSpan span = new GpuSpan();
    MemorySegment memory = arena.allocate(16);
    for (int i = 0; i < GpuSpan.MAX_PIECES; i++) {
      assertThat(span.add(memory, 8L * (i % 2), 4)).isTrue();
    }
    assertThat(span.add(memory, 8L * (GpuSpan.MAX_PIECES % 2), 4)).isFalse();
    assertThat(span.addZeros(MemoryAccess.ZEROS, 1 << 20)).isFalse();
    span.clear();
    assertThat(span.sizeBytes()).isZero();
    assertThat(span.addZeros(MemoryAccess.ZEROS, (64 << 10) + 1)).isTrue();
    assertThat(span.pieces()).isEqualTo(2);
  }

  @Test
  void aFailureForgetsThePiecesAndIsForgottenByTheNextLookUp() {
    GpuSpan span = new GpuSpan();
    span.add(arena.allocate(16), 0, 16);
    assertThat(span.fail(0x42, "not mapped")).isFalse();
    assertThat(span.pieces()).isZero();
    assertThat(span.faultAddress()).isEqualTo(0x42);
    assertThat(span.faultCause()).isEqualTo("not mapped");
    span.clear();
    assertThat(span.faultCause()).isEmpty();
  }
}
