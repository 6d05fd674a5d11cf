package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.tests.process.Fleet;
import org.paravane.tests.process.HostWatch;

/** Host, guest driver and callers as processes of their own, the way they are meant to run: what crosses between them is the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SeparateProcessesTest {
  private Fleet fleet;

  @BeforeAll
  void start() throws IOException {
    MountedGuest.assumeMountable();
    assumeTrue(NativeProgram.compiler().isPresent(), "no C compiler in PATH");
    fleet = Fleet.create();
    assertThat(fleet.startHost(List.of("--devices", "2"))).isEmpty();
    assertThat(fleet.startGuestDriver(List.of())).isEmpty();
    assertThat(fleet.awaitNodes(2)).isTrue();
  }

  @AfterAll
  void end() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "waits", "work", "extensions"})
  void allCasesPass(String program) throws Exception {
    SuiteProgram.of(program).passes(fleet.node(0).toString(), fleet.node(1).toString());

    assertNothingIsHeld();
  }

  @Test
  void aDeviceMayGoWhileItIsUsed() throws Exception {
    try (Stream<Path> ids = Files.list(fleet.root().resolve("dev/by-id"))) {
      Path second = ids.filter(SeparateProcessesTest::isSecond).findFirst().orElseThrow();

      new SuiteProgram("unplug", List.of("check", "world", "plug")).passes(second.toString(), fleet.root().toString());
    }
    assertNothingIsHeld();
  }

  private static boolean isSecond(Path link) {
    try {
      return Files.readSymbolicLink(link).endsWith("accel1");
    } catch (IOException e) {
      return false;
    }
  }

  private void assertNothingIsHeld() throws IOException, InterruptedException {
    try (HostWatch watch = HostWatch.of(fleet.socket())) {
      long begin = System.nanoTime();
      while (objects(watch) != 0 && System.nanoTime() - begin < Duration.ofSeconds(20).toNanos()) {
        Thread.sleep(20);
      }
      assertThat(objects(watch)).isZero();
    }
  }

  private static long objects(HostWatch watch) throws IOException {
    return watch.command("stats").required("objects").required("total").asLong();
  }
}
