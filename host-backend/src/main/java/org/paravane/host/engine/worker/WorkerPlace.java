package org.paravane.host.engine.worker;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the directories of a host's workers lie: one place for each host, which a host that is killed leaves behind. */
final class WorkerPlace {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPlace.class);
  private static final String PREFIX = "paravane-workers-";

  private WorkerPlace() {
  }

  /** Makes a place for this process, and deletes those of this user's hosts that do not exist any more. */
  static Path create() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    sweep(parent);
    // Workers with a user of their own pass through it to theirs, but cannot list it.
    Path place = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x--x"));
    return place;
  }

  static void sweep(Path parent) {
    try (DirectoryStream<Path> places = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path place : places) {
        if (isStale(place)) {
          LOG.info("place of a host that is gone deleted: path={}", place);
          new WorkerDirectory(place).delete();
        }
      }
    } catch (IOException e) {
      LOG.warn("places of hosts that are gone not deleted: in={}, reason={}", parent, e.toString());
    }
  }

  private static boolean isStale(Path place) throws IOException {
    String[] parts = String.valueOf(place.getFileName()).substring(PREFIX.length()).split("-", 2);
    return parts.length == 2 && parts[0].matches("[0-9]{1,9}")
        && ProcessHandle.of(Long.parseLong(parts[0])).isEmpty()
        && Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
  }
}
