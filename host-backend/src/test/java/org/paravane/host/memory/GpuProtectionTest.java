package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;

class GpuProtectionTest {
  @Test
  void everyValueOfTheAbiIsUnderstoodOrRefused() {
    for (long value = 0; value < 64; value++) {
      boolean bad = value > 15 || ((value & 12) != 0 && Long.bitCount(value) != 1);
      if (bad) {
        assertThat(errno(GpuProtection.of(value))).as("value %d", value).isEqualTo(Errno.EINVAL);
      } else {
        GpuProtection protection = ok(GpuProtection.of(value));
        assertThat(protection.write()).isEqualTo((value & 1) != 0);
        assertThat(protection.execute()).isEqualTo((value & 2) != 0);
        assertThat(protection.zero()).isEqualTo((value & 4) != 0);
        assertThat(protection.noAccess()).isEqualTo((value & 8) != 0);
      }
    }
    assertThat(errno(GpuProtection.of(Long.MIN_VALUE))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void rightsFollowFromTheBits() {
    assertThat(GpuProtection.READ_ONLY.allows(GpuAccess.READ)).isTrue();
    assertThat(GpuProtection.READ_ONLY.allows(GpuAccess.WRITE)).isFalse();
    assertThat(GpuProtection.READ_ONLY.allows(GpuAccess.EXECUTE)).isFalse();
    assertThat(GpuProtection.READ_WRITE.allows(GpuAccess.WRITE)).isTrue();
    assertThat(GpuProtection.READ_EXECUTE.allows(GpuAccess.EXECUTE)).isTrue();
    assertThat(GpuProtection.ZERO.allows(GpuAccess.READ)).isTrue();
    assertThat(GpuProtection.ZERO.allows(GpuAccess.WRITE)).isFalse();
    assertThat(GpuProtection.NO_ACCESS.allows(GpuAccess.READ)).isFalse();
    assertThat(GpuProtection.NO_ACCESS.needsMemory() || GpuProtection.ZERO.needsMemory()).isFalse();
  }

  @Test
  void contradictionsCannotBeMade() {
    assertThatThrownBy(() -> new GpuProtection(true, false, true, false)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GpuProtection(false, false, true, true)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accessReadsAsAWord() {
    assertThat(GpuAccess.WRITE).hasToString("write");
  }
}
