package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.tests.storm.FuzzTable;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NativeProgramTest {
  @BeforeEach
  void requireCompiler() {
    assumeTrue(NativeProgram.compiler().isPresent(), "no C compiler in PATH");
  }

  @Test
  void everyProgramCompilesAgainstTheRenderedHeaderAndSaysHowItIsUsed() throws IOException, InterruptedException {
    assertUsage(NativeProgram.compile("demo_saxpy", "guest.c"));
    assertUsage(NativeProgram.compile("churn", "guest.c"));
    assertUsage(NativeProgram.compile("fuzz_ioctl", Map.of(FuzzTable.HEADER, FuzzTable.render()), "guest.c"));
    assertUsage(NativeProgram.compile("bench_ioctl"));
    assertUsage(NativeProgram.compile("floor_server"));
  }

  private static void assertUsage(NativeProgram program) throws IOException, InterruptedException {
    Process process = program.command().start();
    process.getOutputStream().close();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(program.name()).isEqualTo(64);
    assertThat(said).startsWith("usage: " + program.name());
  }

  @Test
  void theSameTextIsCompiledOnce() throws IOException, InterruptedException {
    NativeProgram first = NativeProgram.compile("demo_saxpy", "guest.c");
    var built = Files.getLastModifiedTime(first.executable());

    NativeProgram second = NativeProgram.compile("demo_saxpy", "guest.c");

    assertThat(second).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(second.executable())).isEqualTo(built);
  }

  @Test
  void anotherHeaderIsAnotherProgram() throws IOException, InterruptedException {
    NativeProgram one = NativeProgram.compile("demo_saxpy", Map.of("more.h", "#define ONE 1\n"), "guest.c");
    NativeProgram two = NativeProgram.compile("demo_saxpy", Map.of("more.h", "#define ONE 2\n"), "guest.c");

    assertThat(one.executable()).isNotEqualTo(two.executable());
  }

  @Test
  void aProgramThatDoesNotLinkSaysWhy() {
    assertThatThrownBy(() -> NativeProgram.compile("demo_saxpy")).isInstanceOf(IOException.class)
        .hasMessageContaining("program does not compile: name=demo_saxpy").hasMessageContaining("guest_open");
  }

  @Test
  void aProgramThatIsNotThereSaysSo() {
    assertThatThrownBy(() -> NativeProgram.compile("no_such_program")).isInstanceOf(IOException.class)
        .hasMessageContaining("no_such_program");
  }
}
