package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Result;
import org.paravane.host.engine.remote.DeviceSearch;
import org.paravane.host.engine.remote.FoundDevice;

class WorkerArchiveTest {
  private static final long PATIENCE_NANOS = 90_000_000_000L;

  @TempDir
  private Path folder;

  /** Classes as they are installed: all in jars. */
  private WorkerCommand inJars() throws IOException {
    WorkerCommand command = WorkerCommand.ofThisProcess();
    List<Path> jars = new ArrayList<>();
    for (Path entry : command.classPath()) {
      if (Files.isDirectory(entry)) {
        jars.add(jar(entry, folder.resolve(jars.size() + ".jar")));
      } else if (Files.exists(entry) && !entry.getFileName().toString().startsWith("surefire")) {
        jars.add(entry);
      }
    }
    return command.withClassPath(jars);
  }

  private static Path jar(Path classes, Path to) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return to;
  }

  /** Of the last device, which a driver shows only if it is asked for as workers ask. */
  @Test
  void aTrialWorkerLeavesAnArchiveThatWorkersMap() throws IOException, InterruptedException {
    WorkerCommand command = inJars();
    List<FoundDevice> devices = DeviceSearch
        .search(command) instanceof Result.Ok<List<FoundDevice>>(List<FoundDevice> found)
            ? found
            : List.of();
    assumeTrue(!devices.isEmpty(), "this machine has no OpenCL device");
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path places = Files.createDirectory(folder.resolve("places"));
    WorkerArchive archive = WorkerArchive.in(cache, command).orElseThrow();
    assertThat(archive.find()).isEmpty();

    archive.make(WorkerSettings.of(devices.getLast().selector(), places), places);

    long begin = System.nanoTime();
    while (archive.find().isEmpty() && System.nanoTime() - begin < PATIENCE_NANOS) {
      Thread.sleep(50);
    }
    assertThat(archive.find().orElseThrow()).isNotEmptyFile();
    assertThat(WorkerArchive.in(cache, command).flatMap(WorkerArchive::find)).isEqualTo(archive.find());
  }

  @Test
  void anArchiveThatIsClosedWhileItIsMadeLeavesNothing() throws IOException, InterruptedException {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path places = Files.createDirectory(folder.resolve("places"));
    WorkerArchive archive = WorkerArchive.in(cache, inJars()).orElseThrow();
    archive.make(WorkerSettings.of(DeviceSelector.FIRST, places), places);
    while (ProcessHandle.current().children().findAny().isEmpty()) {
      Thread.sleep(5);
    }

    archive.close();

    assertThat(ProcessHandle.current().children()).isEmpty();
    assertThat(places).isEmptyDirectory();
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void classFilesInDirectoriesHaveNoArchive() {
    assertThat(WorkerArchive.in(folder, WorkerCommand.ofThisProcess().withClassPath(List.of(folder))))
        .isEqualTo(Optional.empty());
  }
}
