package org.paravane.tests.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an engine's workers are outside of their host: processes and directories.
 *
 * @param processes children of the host
 * @param folder where each worker has a directory; empty when no worker tells
 * @param directories what is in it, but the host's own copies of programs
 */
record WorkerFigures(Set<Long> processes, Optional<Path> folder, Set<String> directories) {
  private static final String WORKER_FOLDER = "-Djava.io.tmpdir=";

  /** Those of a host now. */
  static WorkerFigures of(long host) throws IOException {
    Set<Long> processes = new TreeSet<>();
    ProcessHandle.of(host).ifPresent(process -> process.children().map(ProcessHandle::pid).forEach(processes::add));
    Optional<Path> folder = processes.stream().map(WorkerFigures::folderOf).flatMap(Optional::stream).findFirst();
    return new WorkerFigures(processes, folder, folder.isPresent() ? workersIn(folder.get()) : Set.of());
  }

  /** A worker's command line names its own directory. */
  private static Optional<Path> folderOf(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8);
      return Stream.of(line.split("\0", -1)).filter(word -> word.startsWith(WORKER_FOLDER)).findFirst()
          .map(word -> Path.of(word.substring(WORKER_FOLDER.length())).getParent());
    } catch (IOException e) {
      return Optional.empty(); // it has just ended
    }
  }

  private static Set<String> workersIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return new TreeSet<>(entries.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("worker-"))
          .toList());
    }
  }

  /** What there is more of than at another time, however the workers changed that are kept in reserve. */
  List<String> growthSince(WorkerFigures before) {
    List<String> grown = new ArrayList<>();
    if (processes.size() > before.processes.size()) {
      grown.add("worker processes: before=" + before.processes.size() + ", now=" + processes.size());
    }
    if (directories.size() > before.directories.size()) {
      grown.add("directories of workers: before=" + before.directories.size() + ", now=" + directories);
    }
    return grown;
  }

  /** What is left of them once their host has ended. */
  List<String> remains() {
    List<String> left = new ArrayList<>();
    processes.stream().filter(pid -> ProcessHandle.of(pid).isPresent())
        .forEach(pid -> left.add("worker outlives its host: pid=" + pid));
    folder.filter(Files::exists).ifPresent(path -> left.add("directory of workers is left: path=" + path));
    return left;
  }
}
