package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.tests.cli.ExitStatus;
import org.paravane.tests.process.ChildProcess;

/** The demo's processes, ended by signals in the middle of their work: nothing may stay. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class DemoEndsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A part of the demo, by what its command line contains. */
  enum Part {
    HOST(" host --socket "), GUEST_DRIVER(" guest --host "), GUEST_IN_JAVA(" guest run ");

    private final String command;

    Part(String command) {
      this.command = command;
    }

    Optional<ProcessHandle> of(ChildProcess demo) {
      return ProcessHandle.of(demo.pid()).stream().flatMap(ProcessHandle::descendants)
          .filter(process -> commandLine(process).contains(command)).findFirst();
    }

    /** All of it: with a long class path the JDK tells none of the arguments. */
    private static String commandLine(ProcessHandle process) {
      try {
        return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
      } catch (IOException e) {
        return "";
      }
    }
  }

  private Path folder = Path.of("");
  private List<ProcessHandle> children = List.of();

  @BeforeEach
  void requireMounts() throws IOException {
    Requirements.assumeMounts();
    folder = Requirements.privateFolder();
  }

  @AfterEach
  void endWhatIsLeft() {
    children.forEach(ProcessHandle::destroyForcibly);
    // Processes that end may still write.
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      for (String mount : Requirements.mountsBelow(folder)) {
        new ProcessBuilder("umount", "-l", mount).inheritIO().start().waitFor();
      }
      NativeProgram.remove(folder);
      return true;
    });
  }

  private ChildProcess startDemo(String engine) throws IOException {
    return ChildProcess.start("demo", folder.resolve("errors"),
        ChildProcess.paravane(List.of("-Djava.io.tmpdir=" + folder),
            List.of("demo", "--guests", "1", "--devices", "1", "--engine", engine)));
  }

  /** Waits until the nodes are there and a guest is on its way. */
  private void awaitWork(ChildProcess demo) {
    await().atMost(PATIENCE).until(() -> Part.GUEST_IN_JAVA.of(demo).isPresent());
    children = ProcessHandle.of(demo.pid()).stream().flatMap(ProcessHandle::descendants).toList();
    assertThat(children).hasSizeGreaterThanOrEqualTo(3);
  }

  private void assertNothingIsLeft() throws IOException {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(Requirements.mountsBelow(folder)).isEmpty());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("paravane"))).isEmpty();
    }
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  @Test
  void interruptingTheDemoEndsEverything() throws IOException, InterruptedException {
    try (ChildProcess demo = startDemo("auto")) {
      awaitWork(demo);
      demo.interrupt();

      assertThat(demo.waitFor(PATIENCE)).contains(130);
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void aPartThatIsKilledFailsTheDemoAndNothingStays(Part part) throws IOException, InterruptedException {
    try (ChildProcess demo = startDemo(part == Part.HOST ? "auto" : "simulated")) {
      awaitWork(demo);
      part.of(demo).orElseThrow().destroyForcibly();

      assertThat(demo.waitFor(PATIENCE)).as(errors()).contains(ExitStatus.FAILED);
      assertThat(errors()).contains("guest failed");
      assertNothingIsLeft();
    }
  }

  @Test
  void childrenOfADemoThatIsKilledEndAndTheNextOneRemovesItsDirectory() throws IOException, InterruptedException {
    try (ChildProcess demo = startDemo("auto")) {
      awaitWork(demo);
      demo.kill();
      demo.waitFor(PATIENCE);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(Requirements.mountsBelow(folder)).isEmpty());
    }

    try (ChildProcess next = startDemo("simulated")) {
      assertThat(next.waitFor(PATIENCE)).as(errors()).contains(ExitStatus.OK);
      assertNothingIsLeft();
    }
  }
}
