package org.paravane.tests.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.mount.Mounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Private directories of fleets, and how they go: with their mounts, by their owner, or by the next fleet when the owner was
 * killed before he could.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  /** Where in such a directory the guest driver mounts. */
  static final String ROOT = "root";
  private static final String OWNER = "owner";

  private Leftovers() {
  }

  /** Notes that this process looks after a directory. */
  static void own(Path directory) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Files.writeString(directory.resolve(OWNER), self.pid() + " " + started(self));
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Removes the directories beside this one that nobody looks after any more. */
  static void sweep(Path folder, String prefix) throws IOException {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(folder, prefix + "*")) {
      for (Path directory : directories) {
        if (isAbandoned(directory)) {
          removeIfPossible(directory);
        }
      }
    }
  }

  private static void removeIfPossible(Path directory) {
    try {
      remove(directory);
    } catch (IOException e) {
      // Children may take a moment longer to end than their parent: the fleet after this one finds it again.
      LOG.info("directory of a fleet that was killed stays for now: path={}, why={}", directory, e.getMessage());
    }
  }

  /** Whether the owner is gone; another process may have got his number. A directory without an owner is none of ours. */
  private static boolean isAbandoned(Path directory) {
    try {
      Path note = directory.resolve(OWNER);
      if (!Files.getOwner(note).equals(Files.getOwner(Path.of("/proc/self")))) {
        return false;
      }
      String[] owner = Files.readString(note, StandardCharsets.UTF_8).strip().split(" ", 2);
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner[0]));
      return process.isEmpty() || started(process.get()) != Long.parseLong(owner[1]);
    } catch (IOException | RuntimeException e) {
      // Somebody else's, or not written yet.
      return false;
    }
  }

  /**
   * Removes a directory and a mount in it whose server is gone. What is served still is left alone.
   *
   * @throws IOException when something stays
   */
  static void remove(Path directory) throws IOException {
    Path root = directory.resolve(ROOT);
    try {
      Mounts.removeStale(root);
    } catch (MountException e) {
      throw new IOException("mount stays: path=" + root, e);
    }
    if (Mounts.at(root).isPresent()) {
      throw new IOException("mount is served still: path=" + root);
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
