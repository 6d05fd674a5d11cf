package org.paravane.guest.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FdinfoTest {
  @Test
  void keysAreTakenApart() {
    Fdinfo fdinfo = Fdinfo.parse("""
        drm-driver:\tdxg
        drm-pdev: 0000:00:02.0
        drm-engine-compute: 12 ns
        drm-engine-capacity-compute: 2
        drm-engine-copy:\t0 ns
        drm-total-local: 3 MiB
        drm-resident-local: 1024
        drm-resident-system: 2 KiB
        nonsense
        : nothing
        empty:
        """);
    assertThat(fdinfo.text("drm-driver")).contains("dxg");
    assertThat(fdinfo.text("drm-pdev")).as("colons of the value stay").contains("0000:00:02.0");
    assertThat(fdinfo.engineNanos()).containsEntry("compute", 12L).containsEntry("copy", 0L).hasSize(2);
    assertThat(fdinfo.totalBytes()).containsEntry("local", 3L << 20).hasSize(1);
    assertThat(fdinfo.residentBytes()).containsEntry("local", 1024L).containsEntry("system", 2048L);
    assertThat(fdinfo.text("empty")).isEmpty();
    assertThat(fdinfo.text("nonsense")).isEmpty();
  }

  @Test
  void numbersThatAreNoneAreUnknown() {
    Fdinfo fdinfo = Fdinfo.parse("""
        drm-engine-a: many ns
        drm-engine-b:
        drm-total-local: 9223372036854775807 MiB
        """);
    assertThat(fdinfo.engineNanos()).isEmpty();
    assertThat(fdinfo.totalBytes()).isEmpty();
  }
}
