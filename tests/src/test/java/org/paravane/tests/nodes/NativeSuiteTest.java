package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.device.OpenPolicy;
import org.paravane.guest.dxg.DxgOptions;

/** C programs that know nothing but the rendered header, on mounted nodes; whatever they do, nothing of it stays behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class NativeSuiteTest {
  private static final List<String> NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private MountedGuest mounted;

  @BeforeAll
  void mount() throws Exception {
    assumeTrue(NativeProgram.compiler().isPresent(), "no C compiler in PATH");
    mounted = MountedGuest.withDevices(3);
  }

  @AfterAll
  void unmount() throws Exception {
    if (mounted != null) {
      mounted.close();
    }
  }

  static Stream<SuiteProgram> programs() {
    return Stream.of("adapters", "objects", "memory", "waits", "pointers", "work", "requests", "sharing", "extensions",
        "hostile")
        .map(SuiteProgram::of);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void allCasesPassAndLeaveNothing(SuiteProgram program) throws Exception {
    List<String> skipped = program.passes(mounted.node(0), mounted.node(1));

    if (mounted.server().figures().session().passthrough()) {
      assertThat(skipped).isEmpty();
    }
    assertThat(mounted.leftovers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void allCasesPassForAnOrdinaryUser(SuiteProgram program) throws Exception {
    assumeTrue(isRoot(), "only root can become somebody else");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");

    program.passes(NOBODY, mounted.node(0), mounted.node(1));

    assertThat(mounted.leftovers()).isEmpty();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Test
  void aDeviceMayGoWhileItIsUsed() throws Exception {
    new SuiteProgram("unplug", List.of("check", "world", "plug")).passes(mounted.byId(2), mounted.root());

    assertThat(mounted.leftovers()).isEmpty();
  }

  @Test
  void directoriesMayChangeWhileTheyAreRead() throws Exception {
    new SuiteProgram("readdir", List.of("check", "plug")).passes(mounted.byId(2), mounted.root(), mounted.node(0));
  }

  @Test
  void nodesWorkInsideOfContainers() throws Exception {
    SuiteProgram.of("containers").passes(mounted.node(0), mounted.node(1), mounted.root());

    assertThat(mounted.leftovers()).isEmpty();
  }

  @Test
  void muchMemoryIsSharedAndNotCopied() throws Exception {
    SuiteProgram.of("large").passes(mounted.node(0), mounted.root());

    assertThat(mounted.leftovers()).isEmpty();
  }

  @Test
  void anExclusiveNodeIsHeldByOne() throws Exception {
    try (MountedGuest exclusive = MountedGuest.create(1, DxgOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE))) {
      SuiteProgram.of("exclusive").passes(exclusive.node(0), mounted.node(0));

      assertThat(exclusive.leftovers()).isEmpty();
    }
  }

  @Test
  void aCaseThatFailsIsSeen() throws Exception {
    ProgramRun run = ProgramRun.of(
        List.of(SuiteProgram.of("adapters").compile().executable().toString(), mounted.root() + "/no/such/node"),
        Duration.ofSeconds(20));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines("FAILED ")).hasSizeGreaterThan(5);
    assertThat(run.output()).contains("world.c:").contains("ENOENT");
  }
}
