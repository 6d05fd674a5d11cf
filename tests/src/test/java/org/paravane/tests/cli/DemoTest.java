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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DemoTest {
  @Test
  void everyGuestRunsEveryKernelOnEveryDeviceAndAllIsVerified() throws IOException {
    Captured demo = Captured.run("demo", "--guests", "2", "--devices", "2", "--json");

    assertThat(demo.status()).as(demo.errors()).isZero();
    JsonNode json = JsonMapper.shared().readTree(demo.output());
    assertThat(json.required("allVerified").asBoolean()).isTrue();
    Set<String> runs = new TreeSet<>();
    for (JsonNode run : json.required("runs")) {
      assertThat(run.required("verified").asBoolean()).isTrue();
      assertThat(run.required("bytes").asLong()).isPositive();
      runs.add(run.required("guest").asString() + " " + run.required("device").asString() + " "
          + run.required("kernel").asString());
    }
    assertThat(runs).containsExactly("guest0 accel0 saxpy", "guest0 accel0 sgemm", "guest0 accel1 saxpy",
        "guest0 accel1 sgemm", "guest1 accel0 saxpy", "guest1 accel0 sgemm", "guest1 accel1 saxpy",
        "guest1 accel1 sgemm");
  }

  @Test
  void theTableEndsWithAllVerifiedAndNothingIsLeft() throws IOException {
    Set<Path> before = ownFiles();

    Captured demo = Captured.run("demo", "--guests", "1", "--devices", "1");

    assertThat(demo.status()).as(demo.errors()).isZero();
    assertThat(demo.output()).contains("all verified: 2 of 2 runs");
    assertThat(ownFiles()).isEqualTo(before);
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void numbersOutOfRangeAreAUsageError() {
    Captured demo = Captured.run("demo", "--guests", "0");

    assertThat(demo.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(demo.errors()).contains("--guests is out of range");
  }

  /** Sockets, directories and shared memory that we would leave behind. */
  private static Set<Path> ownFiles() throws IOException {
    Set<Path> own = new TreeSet<>();
    for (Path directory : new Path[]{Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm")}) {
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(file -> file.getFileName().toString().startsWith("paravane")).forEach(own::add);
      }
    }
    return own;
  }
}
