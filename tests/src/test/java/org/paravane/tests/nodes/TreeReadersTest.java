package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TreeReadersTest {
  @TempDir
  private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    for (String folder : new String[]{"dev/accel", "dev/by-id", "sys/class/accel", "sys/bus/vmbus/devices"}) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.writeString(root.resolve("sys/class/accel/state"), "active\n");
  }

  @Test
  void aTreeThatChangesIsReadWithoutProblems() throws IOException {
    TreeReaders readers = TreeReaders.start(root);
    try (readers) {
      Path folder = root.resolve("sys/class/accel/accel1");
      for (int i = 0; i < 200; i++) {
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("dev"), "261:1\n");
        Files.delete(folder.resolve("dev"));
        Files.delete(folder);
      }
      await().until(() -> readers.passes() > 8);
    }
    assertThat(readers.problems()).isEmpty();
  }

  @Test
  void anyOtherErrorIsAProblem() throws IOException {
    Files.delete(root.resolve("dev/accel"));
    Files.writeString(root.resolve("dev/accel"), "a file where a folder should be");
    try (TreeReaders readers = TreeReaders.start(root)) {
      await().until(() -> !readers.problems().isEmpty());
      assertThat(readers.problems().getFirst()).contains("names failed").contains("dev/accel");
    }
  }
}
