package org.paravane.guest.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
  private final FakeTree fake;

  HealthTest(@TempDir Path directory) {
    fake = new FakeTree(directory).device(0, "aaaaaaaa-0000-0000-0000-000000000001");
  }

  private Health health() {
    return Health.of(new MountedTree(fake.root()).devices().getFirst());
  }

  @Test
  void aDeviceThatWorksIsWell() {
    fake.attribute(0, "hwmon/temp1_input", "41000").attribute(0, "hwmon/temp1_crit", "95000");
    assertThat(health().problems()).isEmpty();
    assertThat(health().isWell()).isTrue();
  }

  @Test
  void errorsOfCallersAreNoProblemOfTheDevice() {
    fake.attribute(0, "errors/total", "100000");
    assertThat(health().isWell()).isTrue();
  }

  @Test
  void everyProblemIsTold() {
    fake.attribute(0, "state", "gone").attribute(0, "memory/local_used_bytes", "2147483648")
        .attribute(0, "hwmon/temp1_input", "95000").attribute(0, "hwmon/temp1_crit", "95000");
    assertThat(health().problems()).containsExactly("state=gone",
        "memory over its limit: used=2147483648, limit=1073741824",
        "too hot: millicelsius=95000, critical=95000");
  }

  @Test
  void silenceIsAProblem() {
    fake.without(0, "state").without(0, "memory/local_used_bytes");
    assertThat(health().problems()).containsExactly("device does not tell its state",
        "host does not answer: asked=memory");
    assertThat(health().state()).isEmpty();
  }

  @Test
  void aBusDeviceWithoutDriverIsNotWell() {
    assertThat(Health.unbound("x").isWell()).isFalse();
  }
}
