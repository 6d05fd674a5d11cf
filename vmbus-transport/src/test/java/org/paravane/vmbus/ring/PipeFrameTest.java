package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PipeFrameTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 9, 16_384})
  void theExactLengthSurvivesThePadding(int length) {
    MemorySegment payload = MemorySegment.ofArray(new byte[8 + length]);
    PipeFrame.write(payload, 0, length);
    assertThat(send(payload)).isEqualTo(new PipeFrame.Data(length));
  }

  @Test
  void lengthZeroIsTheEnd() {
    MemorySegment payload = MemorySegment.ofArray(new byte[8]);
    PipeFrame.write(payload, 0, 0);
    assertThat(payload.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 0, 0, 0, 0, 0, 0, 0);
    assertThat(send(payload)).isInstanceOf(PipeFrame.EndOfData.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "2, 1", "3, 1", "4, 1", "-1, 1", "1, 9", "1, -1", "1, -2147483648", "1, 2147483647"})
  void whatNoWriterSendsIsInvalid(int type, int length) {
    byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(type).putInt(length).array();
    assertThat(send(MemorySegment.ofArray(bytes))).isInstanceOf(PipeFrame.Invalid.class);
  }

  @Test
  void aPacketWithoutHeaderOrWithTooMuchDataIsInvalid() {
    assertThat(send(MemorySegment.ofArray(new byte[0]))).isInstanceOf(PipeFrame.Invalid.class);
    MemorySegment payload = MemorySegment.ofArray(new byte[16_384 + 16]);
    payload.set(RingLayout.U32, 0, 1);
    payload.set(RingLayout.U32, 4, 16_385);
    assertThat(send(payload)).isEqualTo(new PipeFrame.Invalid("bad pipe length: length=16385, payload=16400"));
    assertThatThrownBy(() -> PipeFrame.write(payload, 0, 16_385)).isInstanceOf(IllegalArgumentException.class);
  }

  private static PipeFrame send(MemorySegment payload) {
    TestRing ring = new TestRing(32 * 1024);
    ring.out.inBand(0, false, payload, 0, (int) payload.byteSize());
    ring.out.publish();
    ring.in.poll();
    return PipeFrame.parse(ring.in.packet());
  }
}
