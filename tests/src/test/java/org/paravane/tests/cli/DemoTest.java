package org.paravane.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.tests.nodes.Requirements;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DemoTest {
  @Test
  void guestsInJavaAndInCWorkOnMountedNodesAndAllIsVerified() throws IOException {
    Requirements.assumeMounts();
    Requirements.assumeCompiler();
    Set<Path> before = ownFiles();

    Captured demo = Captured.run("demo", "--guests", "2", "--devices", "2", "--json");

    assertThat(demo.status()).as(demo.errors()).isZero();
    JsonNode json = JsonMapper.shared().readTree(demo.output());
    assertThat(json.required("front").asString()).isEqualTo("MOUNTED");
    assertThat(json.required("allVerified").asBoolean()).isTrue();
    assertThat(json.required("devices")).hasSize(2).allSatisfy(device -> {
      assertThat(device.required("name").asString()).isNotBlank();
      assertThat(device.required("engine").asString()).isIn("simulated", "opencl");
    });
    assertThat(runs(json)).contains("guest0 accel0 saxpy", "guest0 accel0 sgemm", "guest0 accel1 saxpy",
        "guest0 accel1 sgemm", "guest1 accel0 saxpy", "guest1 accel0 sgemm", "guest1 accel1 saxpy",
        "guest1 accel1 sgemm", "in-c accel0 saxpy", "in-c accel1 saxpy");
    assertThat(ownFiles()).isEqualTo(before);
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void withoutMountsGuestsHaveDriversOfTheirOwn() throws IOException {
    Captured demo = Captured.run("demo", "--in-process", "--engine", "simulated", "--guests", "2", "--devices", "2",
        "--json");

    assertThat(demo.status()).as(demo.errors()).isZero();
    assertThat(demo.errors()).contains("no guest in C: it needs mounted nodes");
    JsonNode json = JsonMapper.shared().readTree(demo.output());
    assertThat(json.required("front").asString()).isEqualTo("IN_PROCESS");
    assertThat(json.required("allVerified").asBoolean()).isTrue();
    assertThat(runs(json)).containsExactly("guest0 accel0 saxpy", "guest0 accel0 sgemm", "guest0 accel1 saxpy",
        "guest0 accel1 sgemm", "guest1 accel0 saxpy", "guest1 accel0 sgemm", "guest1 accel1 saxpy",
        "guest1 accel1 sgemm");
  }

  private static Set<String> runs(JsonNode json) {
    Set<String> runs = new TreeSet<>();
    for (JsonNode run : json.required("runs")) {
      assertThat(run.required("verified").asBoolean()).isTrue();
      assertThat(run.required("bytes").asLong()).isPositive();
      runs.add(run.required("guest").asString() + " " + run.required("device").asString() + " "
          + run.required("kernel").asString());
    }
    return runs;
  }

  @Test
  void theTableEndsWithAllVerifiedAndNothingIsLeft() throws IOException {
    Set<Path> before = ownFiles();

    Captured demo = Captured.run("demo", "--in-process", "--engine", "simulated", "--guests", "1", "--devices", "1");

    assertThat(demo.status()).as(demo.errors()).isZero();
    assertThat(demo.output()).contains("all verified: 2 of 2 runs over a driver in each guest");
    assertThat(ownFiles()).isEqualTo(before);
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void numbersOutOfRangeAreAUsageError() {
    Captured demo = Captured.run("demo", "--guests", "0");

    assertThat(demo.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(demo.errors()).contains("--guests is out of range");
  }

  /** Directories with sockets, and shared memory, that this process made and would leave behind. Others may come and go. */
  private static Set<Path> ownFiles() throws IOException {
    Set<Path> own = new TreeSet<>();
    for (Path directory : new Path[]{Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm")}) {
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(file -> file.getFileName().toString().startsWith("paravane")).filter(DemoTest::isOurs)
            .forEach(own::add);
      }
    }
    return own;
  }

  private static boolean isOurs(Path file) {
    try {
      return !Files.isDirectory(file)
          || Files.readString(file.resolve("owner")).startsWith(ProcessHandle.current().pid() + " ");
    } catch (IOException e) {
      return false;
    }
  }
}
