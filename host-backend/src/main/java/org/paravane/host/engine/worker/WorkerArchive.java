package org.paravane.host.engine.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classes of workers, parsed and verified ahead of time (JEP 350): a worker that maps them needs a quarter less time to begin. JDK 25's AOT cache
 * (JEP 514) gains little more, is four times as large, and fills the output of each worker with warnings about adapters. Made once per JVM and class path by a trial worker without a guest, kept in the user's cache. Where anything about it is doubtful there is none, and
 * workers begin as always. Any thread.
 */
final class WorkerArchive implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerArchive.class);
  private static final String SUFFIX = ".jsa";
  private static final String TRAINING_CLASS = "org.paravane.host.worker.WorkerTraining";
  private static final Duration LONGEST_TRAINING = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(10);
  /** Archives of other JVMs and class paths that are kept beside ours. */
  private static final int MOST_ARCHIVES = 4;

  private final WorkerCommand command;
  private final Path file;
  private @Nullable Thread trainer; // under the lock
  private boolean closed; // under the lock

  private WorkerArchive(WorkerCommand command, Path file) {
    this.command = command;
    this.file = file;
  }

  /** The archive for a command; empty where there cannot be one: class files in directories, or no place that is safe. */
  static Optional<WorkerArchive> of(WorkerCommand command, boolean root) {
    try {
      return in(directory(root), command);
    } catch (IOException e) {
      LOG.debug("no archive for workers: reason={}", e.toString());
      return Optional.empty();
    }
  }

  /** As {@link #of}, in a directory that is ours. */
  static Optional<WorkerArchive> in(Path directory, WorkerCommand command) {
    try {
      StringBuilder key = new StringBuilder(System.getProperty("java.vm.version")).append(command.javaHome());
      for (Path entry : command.classPath()) {
        if (Files.isDirectory(entry)) {
          return Optional.empty();
        }
        if (Files.exists(entry)) {
          key.append('\n').append(entry).append(' ').append(Files.size(entry)).append(' ')
              .append(Files.getLastModifiedTime(entry).toMillis());
        }
      }
      String name = "worker-%08x%08x".formatted(key.toString().hashCode(), key.reverse().toString().hashCode());
      return Optional.of(new WorkerArchive(command, directory.resolve(name + SUFFIX)));
    } catch (IOException e) {
      LOG.debug("no archive for workers: reason={}", e.toString());
      return Optional.empty();
    }
  }

  /** Ours, and nobody else may write there: what is mapped from it is code. */
  private static Path directory(boolean root) throws IOException {
    Path directory = root ? Path.of("/var/cache/paravane") : userCache().resolve("paravane");
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(root ? "rwxr-xr-x" : "rwx------")));
    }
    PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class,
        LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> permissions = attributes.permissions();
    boolean ours = attributes.owner().equals(Files.getOwner(Path.of("/proc/self")));
    if (!ours || !attributes.isDirectory() || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException("cache is not ours alone: path=" + directory);
    }
    return directory;
  }

  private static Path userCache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache != null && cache.startsWith("/") ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
  }

  /** The option that maps an archive; a JVM that it does not suit goes on without. */
  static String option(Path archive) {
    return "-XX:SharedArchiveFile=" + archive;
  }

  /** The file, if it is there. */
  Optional<Path> find() {
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Makes the file in the background, at most once. */
  synchronized void make(WorkerSettings settings, Path root) {
    if (trainer == null && !closed && find().isEmpty()) {
      trainer = Thread.ofPlatform().daemon().name("worker-archive").start(() -> train(settings, root));
    }
  }

  /** Ends the trial if there is one; nothing of it is left. */
  @Override
  public void close() {
    Thread ending;
    synchronized (this) {
      closed = true;
      ending = trainer;
    }
    if (ending != null) {
      ending.interrupt();
      try {
        ending.join(END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void train(WorkerSettings settings, Path root) {
    Path fresh = file.resolveSibling("%s.%d".formatted(file.getFileName(), ProcessHandle.current().pid()));
    try {
      WorkerDirectory directory = WorkerDirectory.create(root);
      try {
        List<String> line = command.withMainClass(TRAINING_CLASS)
            .withOption("-XX:ArchiveClassesAtExit=" + fresh)
            .commandLine(directory.path(), settings.withDirectory(directory.path()).toText());
        ProcessBuilder trial = new ProcessBuilder(line).redirectErrorStream(true)
            .redirectOutput(directory.path().resolve("output").toFile());
        // The driver shows other devices without its variables.
        trial.environment().putAll(WorkerCommand.driverEnvironment());
        Process process = trial.start();
        try {
          boolean ended = process.waitFor(LONGEST_TRAINING.toMillis(), TimeUnit.MILLISECONDS);
          if (ended && process.exitValue() == 0 && Files.isRegularFile(fresh)) {
            publish(fresh);
          } else {
            LOG.debug("no archive for workers: status={}, output={}", ended ? process.exitValue() : "too slow",
                Files.readString(directory.path().resolve("output")));
          }
        } finally {
          process.destroyForcibly().onExit().join();
        }
      } finally {
        directory.delete();
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      LOG.debug("no archive for workers: reason={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish(Path fresh) throws IOException {
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (Stream<Path> entries = Files.list(file.getParent())) {
      List<Path> others = entries.filter(path -> path.toString().endsWith(SUFFIX) && !path.equals(file)).toList();
      for (Path other : others.subList(0, Math.max(0, others.size() - MOST_ARCHIVES))) {
        Files.deleteIfExists(other);
      }
    }
  }
}
