package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything of an ordinary user, servers included: mounted by fusermount3, without the right to pass files through. All works but
 * mmap, which is ENODEV; what needs it is skipped, and nothing else is.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class OrdinaryUserTest {
  private static final List<String> PROGRAMS = List.of("adapters", "objects", "memory", "waits", "pointers", "work",
      "requests", "sharing", "extensions");
  private static final String CALLER = "setpriv --reuid=65534 --regid=65534 --clear-groups";
  /** It may read the class path, wherever that is, and has no other right. */
  private static final String SERVER = CALLER + " --inh-caps=+dac_read_search --ambient-caps=+dac_read_search";

  private Path directory;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
    for (String tool : List.of("setpriv", "unshare", "fusermount3")) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), "no " + tool);
    }
    MountedGuest.assumeMountable();
    assumeTrue(NativeProgram.compiler().isPresent(), "no C compiler in PATH");
    directory = Files.createTempDirectory("paravane-ordinary-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterEach
  void remove() throws IOException {
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Test
  void allButMmapWorks() throws Exception {
    List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--", "sh",
        NativeProgram.sources().resolve("ordinary.sh").toString(), directory.toString()));
    for (String program : PROGRAMS) {
      words.add(SuiteProgram.of(program).compile().executable().toString());
    }

    ProgramRun run = ProgramRun.of(words,
        Map.of("AS_SERVER", SERVER, "AS_CALLER", CALLER, "PARAVANE", launcher(), "ENGINE",
            Requirements.hasOpenCl() ? "opencl" : "simulated"),
        Duration.ofSeconds(220));

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).contains("programs failed: 0").doesNotContain("FAILED");
    assertThat(run.lines("ok ")).hasSizeGreaterThan(80);
    assertThat(run.output().lines().filter(line -> line.startsWith("  skipped: ")).distinct())
        .containsExactly("  skipped: nothing can be mapped through this mount");
  }

  private String launcher() {
    return Path.of(System.getProperty("java.home"), "bin", "java") + " --enable-native-access=ALL-UNNAMED"
        + " --sun-misc-unsafe-memory-access=deny -XX:+UseSerialGC -Djava.io.tmpdir=" + directory + " -cp "
        + System.getProperty("java.class.path")
        + " org.paravane.tests.cli.Paravane";
  }
}
