package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;

/** What is written field by field is what the records say. */
class PacketWriterTest {
  private static final long AT = 64;
  private final byte[] bytes = new byte[192];
  private final MemorySegment memory = MemorySegment.ofArray(bytes).fill((byte) 0x55);

  private AqlPacket written() {
    assertThat(bytes[63]).isEqualTo((byte) 0x55);
    assertThat(bytes[128]).isEqualTo((byte) 0x55);
    return switch (AqlPacket.parse(memory, AT)) {
      case Result.Ok<AqlPacket>(AqlPacket packet) -> packet;
      case Result.Failed<AqlPacket> failed -> throw new AssertionError(failed.reason());
    };
  }

  @Test
  void dispatch() {
    PacketWriter.dispatch(memory, AT, 0x1122334455667788L, 0x2000, Grid.of(10, 20, 30).inGroupsOf(65535, 2, 3));

    assertThat(written()).isEqualTo(new AqlPacket.KernelDispatch(AqlHeader.of(AqlType.KERNEL_DISPATCH), (short) 3,
        (short) 65535, (short) 2, (short) 3, (short) 0, 10, 20, 30, 0, 0, 0x1122334455667788L, 0x2000, 0, 0));
  }

  @Test
  void copy() {
    PacketWriter.copy(memory, AT, 1, 2, 1L << 40);

    AqlPacket.Copy expected = AqlPacket.Copy.of(1, 2, 1L << 40, 0);
    assertThat(written()).isEqualTo(new AqlPacket.Copy(AqlHeader.of(AqlType.VENDOR_SPECIFIC), expected.opcode(), 0,
        1, 2, 1L << 40, U64Array.zero(2), 0, 0));
  }

  @Test
  void fill() {
    PacketWriter.fill(memory, AT, 1, 8, -2);

    AqlPacket.Fill expected = AqlPacket.Fill.of(1, 8, -2, 0);
    assertThat(written())
        .isEqualTo(new AqlPacket.Fill(AqlHeader.of(AqlType.VENDOR_SPECIFIC), expected.opcode(), -2,
            1, 8, U64Array.zero(3), 0, 0));
  }

  @Test
  void barrier() {
    PacketWriter.barrier(memory, AT);

    assertThat(written()).isEqualTo(AqlPacket.BarrierAnd.of(0));
  }

  @Test
  void completionSignalOfEveryKind() {
    PacketWriter.dispatch(memory, AT, 1, 2, Grid.of(1));
    PacketWriter.completionSignal(memory, AT, 0x9000);
    assertThat(written().completionSignal()).isEqualTo(0x9000);
    PacketWriter.copy(memory, AT, 1, 2, 3);
    assertThat(written().completionSignal()).isZero();
    PacketWriter.completionSignal(memory, AT, 0x9008);
    assertThat(written().completionSignal()).isEqualTo(0x9008);
    PacketWriter.barrier(memory, AT);
    PacketWriter.completionSignal(memory, AT, 0x9010);
    assertThat(written().completionSignal()).isEqualTo(0x9010);
  }
}
