package org.paravane.tests.bench.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.tests.nodes.NativeProgram;

/** The programs in C, without a host. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DeviceBenchTest {
  @Test
  void theProgramOnANodeCompilesAndSaysWhatItCannotOpen(@TempDir Path folder) {
    Assumptions.assumeTrue(NativeProgram.compiler().isPresent(), "no C compiler");

    assertThatThrownBy(() -> DeviceProgram.startOnNode("guest", folder.resolve("none"), folder))
        .hasMessageContaining("none: -2");
  }

  @Test
  void theProgramThatUsesOpenClMeasuresAndVerifies(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(NativeProgram.compiler().isPresent(), "no C compiler");
    Optional<DeviceProgram> started = DeviceProgram.startNative(folder);
    Assumptions.assumeTrue(started.isPresent(), "no OpenCL device");
    try (DeviceProgram program = started.get()) {
      assertThat(program.device()).contains("driver");
      for (String kind : List.of("saxpy", "reduce", "sgemm", "nbody")) {
        assertThat(program.ask("compute", kind, kind.equals("saxpy") || kind.equals("reduce") ? 65536 : 64))
            .as(kind).hasValueSatisfying(answer -> assertThat(answer.get(1)).isEqualTo(1));
      }
      assertThat(program.ask("launch", "spin", 20, folder.resolve("samples"))).hasValue(List.of(20L));
      assertThat(folder.resolve("samples")).hasSize(80);
      assertThat(program.ask("pipelined", 20, 4)).isPresent();
      assertThat(program.ask("copy", 1 << 16)).isPresent();
      assertThat(program.ask("no such request")).isEmpty();
    }
  }

  @Test
  void sizesFollowTheNumberOfElements() {
    assertThat(DeviceEffort.standard().matrix()).isEqualTo(1024);
    assertThat(DeviceEffort.brief().matrix() % 16).isZero();
    assertThatThrownBy(() -> new DeviceEffort(0, 1, 1, 1 << 20, 4096, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
