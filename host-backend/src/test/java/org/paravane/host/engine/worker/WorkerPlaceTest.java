package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPlaceTest {
  @TempDir
  private Path parent = Path.of("");

  @Test
  void placesOfHostsThatAreGoneAreDeletedAndNoOthers() throws IOException, InterruptedException {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path stale = Files.createDirectories(parent.resolve("paravane-workers-" + gone.pid() + "-1/worker-2"));
    Files.writeString(stale.resolve("kernel.so"), "code");
    Path mine = Files.createDirectory(parent.resolve("paravane-workers-" + ProcessHandle.current().pid() + "-1"));
    Path other = Files.createDirectory(parent.resolve("paravane-workers-x-1"));
    WorkerPlace.sweep(parent);
    assertThat(stale.getParent()).doesNotExist();
    assertThat(mine).exists();
    assertThat(other).exists();
  }
}
