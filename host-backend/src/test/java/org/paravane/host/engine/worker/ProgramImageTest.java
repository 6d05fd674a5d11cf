package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Result;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.ProgramResult.Argument;
import org.paravane.abi.accel.ProgramResult.Kernel;
import org.paravane.abi.accel.ProgramStatus;

/** Images survive being written and read, and those of a builder that was taken over are refused. */
class ProgramImageTest {
  private static Argument argument(ArgumentKind kind, int access, int offset, int size) {
    return new Argument(kind.value(), access, offset, size, Bytes.text("a", 24), Bytes.text("t", 24));
  }

  private static Kernel kernel(int first, int count, int kernargBytes) {
    return new Kernel(0, 16, 0, kernargBytes, count, first, 64, 8, 0, 0, 0, 0, Bytes.text("k" + first, 64));
  }

  private static ProgramImage image() {
    return new ProgramImage(ProgramStatus.BUILT, "warnings", List.of(kernel(0, 3, 32), kernel(3, 0, 0)),
        List.of(argument(ArgumentKind.GLOBAL, 3, 0, 8), argument(ArgumentKind.VALUE, 0, 8, 4),
            argument(ArgumentKind.VALUE, 0, 16, 16)),
        MemorySegment.ofArray(new byte[]{1, 2, 3}));
  }

  @Test
  void whatIsWrittenIsRead() {
    ProgramImage read = ok(ProgramImage.decode(MemorySegment.ofArray(image().encode())));
    assertThat(read.status()).isEqualTo(ProgramStatus.BUILT);
    assertThat(read.log()).isEqualTo("warnings");
    assertThat(read.kernels()).isEqualTo(image().kernels());
    assertThat(read.arguments()).isEqualTo(image().arguments());
    assertThat(read.binary().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
    ProgramImage failed = ProgramImage.without(ProgramStatus.BUILD_FAILED, "x".repeat(100_000));
    assertThat(ok(ProgramImage.decode(MemorySegment.ofArray(failed.encode()))).log())
        .hasSize(ProgramImage.MAX_LOG_BYTES);
  }

  @Test
  void liesAreRefused() {
    for (ProgramImage lie : List.of(with(kernel(0, 4, 32)), with(kernel(0, 2, 16)), with(kernel(1, 2, 32)),
        with(kernel(0, -1, 32)), with(kernel(0, 3, 40)), with(argument(ArgumentKind.GLOBAL, 3, 0, 4)),
        with(argument(ArgumentKind.VALUE, 0, 8, 8)), with(argument(ArgumentKind.VALUE, 0, 0, 0)),
        with(argument(ArgumentKind.VALUE, 0, 0, -4)), with(argument(ArgumentKind.VALUE, 9, 0, 8)),
        new ProgramImage(ProgramStatus.REFUSED, "", image().kernels(), image().arguments(), MemorySegment.NULL))) {
      assertThat(ProgramImage.decode(MemorySegment.ofArray(lie.encode()))).as("%s", lie)
          .isInstanceOf(Result.Failed.class);
    }
  }

  @Test
  void anyBytesAreReadOrRefusedButNeverThrow() {
    Random random = new Random(99);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = image().encode();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(random.nextBoolean() ? 32 : bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
      assertThat(ProgramImage.decode(MemorySegment.ofArray(bytes).asSlice(0, length))).isNotNull();
    }
  }

  private static ProgramImage with(Kernel first) {
    return new ProgramImage(ProgramStatus.BUILT, "", List.of(first), image().arguments(), MemorySegment.NULL);
  }

  private static ProgramImage with(Argument first) {
    return new ProgramImage(ProgramStatus.BUILT, "", List.of(kernel(0, 1, 8)), List.of(first), MemorySegment.NULL);
  }
}
