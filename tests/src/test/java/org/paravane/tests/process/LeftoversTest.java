package org.paravane.tests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LeftoversTest {
  @TempDir
  private Path folder;

  private Path fleet(String name, String owner) throws IOException {
    Path directory = Files.createDirectory(folder.resolve(name));
    Files.writeString(directory.resolve("owner"), owner);
    Files.createDirectory(directory.resolve(Leftovers.ROOT));
    Files.writeString(directory.resolve("host.log"), "");
    return directory;
  }

  private static long endedProcess() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void aDirectoryWhoseOwnerWasKilledGoes() throws IOException, InterruptedException {
    Path abandoned = fleet("paravane1", endedProcess() + " 0");

    Leftovers.sweep(folder, "paravane");

    assertThat(abandoned).doesNotExist();
  }

  @Test
  void aNumberThatAnotherProcessGotIsNotTheOwner() throws IOException {
    Path abandoned = fleet("paravane1", ProcessHandle.current().pid() + " 5");

    Leftovers.sweep(folder, "paravane");

    assertThat(abandoned).doesNotExist();
  }

  @Test
  void whatIsLookedAfterStays() throws IOException {
    Path mine = fleet("paravane1", "");
    Leftovers.own(mine);

    Leftovers.sweep(folder, "paravane");

    assertThat(mine.resolve("host.log")).exists();
  }

  @Test
  void whatIsNotOursStays() throws IOException, InterruptedException {
    Path otherName = fleet("other", endedProcess() + " 0");
    Path nonsense = fleet("paravane1", "nonsense");
    Path without = Files.createDirectory(folder.resolve("paravane2"));

    Leftovers.sweep(folder, "paravane");

    assertThat(otherName).exists();
    assertThat(nonsense).exists();
    assertThat(without).exists();
  }
}
