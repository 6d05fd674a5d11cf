package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.render.AbiCHeader;

/** The tree and its nodes for programs in Python, and for whoever has nothing but a shell. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ScriptsTest {
  private static final Duration LIMIT = Duration.ofSeconds(170);

  private static boolean isInPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Test
  void pythonOpensNodesAndReadsTheTree() throws Exception {
    assumeTrue(isInPath("python3"), "no python3 in PATH");
    Path header = Files.createTempFile("paravane-", ".h");
    try (MountedGuest mounted = MountedGuest.withDevices(1)) {
      Files.writeString(header, AbiCHeader.render());
      ProgramRun run = ProgramRun
          .of(List.of("python3", "-B", NativeProgram.sources().resolve("test_nodes.py").toString(),
              mounted.root(), mounted.node(0), header.toString()), LIMIT);

      assertThat(run.status()).as(run.output()).isZero();
      assertThat(run.output()).contains("\nOK");
      assertThat(mounted.leftovers()).isEmpty();
    } finally {
      Files.delete(header);
    }
  }

  @Test
  void theShellReadsAndWritesTheTree() throws Exception {
    try (MountedGuest mounted = MountedGuest.withDevices(1)) {
      ProgramRun run = ProgramRun.of(List.of("sh", NativeProgram.sources().resolve("tree.sh").toString(),
          mounted.root(), mounted.node(0)), LIMIT);

      assertThat(run.status()).as(run.output()).isZero();
      assertThat(run.lines("all ok")).hasSize(1);
      assertThat(mounted.leftovers()).isEmpty();
    }
  }
}
