package org.paravane.tests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Processes;

class ProcessFiguresTest {
  private static ProcessFigures now() throws IOException {
    return ProcessFigures.of(ProcessHandle.current().pid());
  }

  private static ProcessFigures figures(Map<String, Integer> descriptors, int threads) {
    return new ProcessFigures(descriptors, threads, 1);
  }

  @Test
  void descriptorsAreCountedByKind() throws IOException, LinuxException {
    ProcessFigures before = now();
    try (Memfd one = Memfd.create("figures-1", 4096);
        Memfd other = Memfd.create("figures-2", 4096);
        EventFd event = EventFd.create()) {
      assertThat(one).isNotSameAs(other);
      List<String> grown = now().growthSince(before, 1000);

      assertThat(grown).hasSize(2).anyMatch(line -> line.contains("memfd:figures-N") && line.endsWith("now=2"))
          .anyMatch(line -> line.contains("anon_inode:[eventfd]"));
      assertThat(event).isNotNull();
    }
  }

  @Test
  void anOpenFileIsFoundByItsPath(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("held"), "x");
    ProcessFigures before = now();
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(channel.isOpen()).isTrue();
      assertThat(now().growthSince(before, 1000)).singleElement().asString().contains("held");
    }
  }

  @Test
  void descriptorsOfCallersAreNoLeak() throws IOException, LinuxException {
    ProcessFigures before = now();
    try (OwnedFd self = Processes.openPidfd(Processes.pid())) {
      assertThat(self.isOpen()).isTrue();
      assertThat(now().growthSince(before, 1000)).isEmpty();
    }
  }

  @Test
  void someMoreThreadsAreNoLeakManyAre() {
    ProcessFigures before = figures(Map.of("socket", 2), 10);

    assertThat(figures(Map.of("socket", 1), 14).growthSince(before, 4)).isEmpty();
    assertThat(figures(Map.of("socket", 2), 15).growthSince(before, 4)).containsExactly("threads: before=10, now=15");
    assertThat(figures(Map.of("socket", 3, "pipe", 1), 1).growthSince(before, 4)).containsExactly(
        "descriptors of pipe: before=0, now=1", "descriptors of socket: before=2, now=3");
  }
}
