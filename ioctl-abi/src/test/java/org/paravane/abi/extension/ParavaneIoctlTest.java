package org.paravane.abi.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;
import org.paravane.abi.ioctl.DxgIoctl;

/** The numbers and layouts that programs are compiled with: they never change. */
class ParavaneIoctlTest {
  @ParameterizedTest
  @CsvSource({"GETVERSION, 0xc0105000", "GETRANGE, 0xc0205001", "COPY, 0xc0285002", "LEND, 0xc0185003",
      "UNLEND, 0xc0105004"})
  void requestCodesAreThoseOfLinux(ParavaneIoctl ioctl, String code) {
    assertThat("0x" + Integer.toHexString(ioctl.requestCode())).isEqualTo(code);
    assertThat(ParavaneIoctl.ofRequest(ioctl.requestCode())).contains(ioctl);
    assertThat(ParavaneIoctl.typeOf(ioctl.requestCode())).isEqualTo(ParavaneIoctl.TYPE);
  }

  @ParameterizedTest
  @EnumSource(ParavaneIoctl.class)
  void anyOtherBitIsAnotherRequest(ParavaneIoctl ioctl) {
    for (int bit = 0; bit < 32; bit++) {
      int other = ioctl.requestCode() ^ (1 << bit);
      boolean known = Stream.of(ParavaneIoctl.values()).anyMatch(each -> each.requestCode() == other);
      assertThat(ParavaneIoctl.ofRequest(other).isPresent()).isEqualTo(known);
      assertThat(ParavaneIoctl.ofRequest(other)).isNotEqualTo(Optional.of(ioctl));
      assertThat(DxgIoctl.ofRequest(other)).isEmpty();
    }
  }

  @Test
  void numbersAreDenseAndStructsAreOurs() {
    assertThat(Stream.of(ParavaneIoctl.values()).map(ParavaneIoctl::number))
        .containsExactlyElementsOf(IntStream.rangeClosed(0, ParavaneIoctl.LAST_NUMBER).boxed().toList());
    for (ParavaneIoctl ioctl : ParavaneIoctl.values()) {
      assertThat(ioctl.argument().getAnnotation(CStruct.class).name()).startsWith("paravane_");
      assertThat(ioctl.meaning()).isNotBlank();
    }
  }

  @Test
  void featuresAreDifferentBits() {
    long all = 0;
    for (Feature feature : Feature.values()) {
      assertThat(Long.bitCount(feature.bit())).isEqualTo(1);
      assertThat(feature.in(all)).isFalse();
      all |= feature.bit();
      assertThat(feature.in(all)).isTrue();
    }
    assertThat(all).isEqualTo(15);
  }

  @Test
  void version() {
    GetVersion read = Struct.of(new GetVersion(1, 2, 0x1122334455667788L), 16).has(0, 4, "version", 1)
        .has(4, 4, "reserved", 2).has(8, 8, "features", 0x1122334455667788L).reread();
    assertThat(read.answered(3, 4)).isEqualTo(new GetVersion(3, 2, 4));
  }

  @Test
  void range() {
    GetRange range = new GetRange(new Handle(0x40), RangeKind.PAGING_FENCE.value(), 0x5000, 0x1000,
        GetRange.READABLE, 9);
    GetRange read = Struct.of(range, 32).has(0, 4, "object", 0x40).has(4, 4, "kind", 4).has(8, 8, "offset", 0x5000)
        .has(16, 8, "length", 0x1000).has(24, 4, "flags", 2).has(28, 4, "reserved", 9).reread();
    assertThat(read.answered(1, 2, 3)).isEqualTo(new GetRange(new Handle(0x40), 4, 1, 2, 3, 9));
  }

  @Test
  void copy() {
    CopyBytes copy = new CopyBytes(new Handle(0x40), CopyDirection.FROM_CALLER.value(), 0x10, 0x7fff0000, 0x20,
        RangeKind.ALLOCATION.value(), 9);
    assertThat(Struct.of(copy, 40).has(0, 4, "object", 0x40).has(4, 4, "direction", 2).has(8, 8, "offset", 0x10)
        .has(16, 8, "address", 0x7fff0000).has(24, 8, "bytes", 0x20).has(32, 4, "kind", 1).has(36, 4, "reserved", 9)
        .reread()).isEqualTo(copy);
  }

  @Test
  void lendAndUnlend() {
    LendMemory lend = new LendMemory(0x10000, 0x2000, -1, 7);
    assertThat(Struct.of(lend, 24).has(0, 8, "address", 0x10000).has(8, 8, "bytes", 0x2000).has(16, 4, "fd", -1)
        .has(20, 4, "flags", 7).reread()).isEqualTo(lend);
    UnlendMemory unlend = new UnlendMemory(0x10000, 0x2000);
    assertThat(Struct.of(unlend, 16).has(0, 8, "address", 0x10000).has(8, 8, "bytes", 0x2000).reread())
        .isEqualTo(unlend);
  }
}
