package org.paravane.guest.fuse.mount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.paravane.linux.Mounting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is mounted where, as this process sees it. */
public final class Mounts {
  private static final Logger LOG = LoggerFactory.getLogger(Mounts.class);
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
  private static final int ENOTCONN = 107;
  private static final int ECONNABORTED = 103;

  private Mounts() {
  }

  /** The topmost mount at exactly that path. Nobody who serves it is asked. */
  public static Optional<MountPoint> at(Path path) {
    Path place = place(path);
    return all().stream().filter(mount -> mount.path().equals(place)).reduce((lower, upper) -> upper);
  }

  /** Whether a mount of ours is there and its server answers. */
  public static boolean isServed(Path path) {
    return at(path).filter(MountPoint::isOurs).isPresent() && Mounting.statError(place(path).toString()) == 0;
  }

  /** Whether a mount of ours is there whose server is gone. */
  public static boolean isStale(Path path) {
    if (at(path).filter(MountPoint::isOurs).isEmpty()) {
      return false;
    }
    int error = Mounting.statError(place(path).toString());
    return error == ENOTCONN || error == ECONNABORTED;
  }

  /** Takes off all mounts of ours at that path whose server is gone; foreign and living ones stay. The answer is how many. */
  public static int removeStale(Path path) throws MountException {
    int removed = 0;
    while (isStale(path)) {
      Unmounting.detach(place(path));
      removed++;
      LOG.info("stale mount is removed: path={}", path);
    }
    return removed;
  }

  /** The path as the list of mounts has it: absolute, and its parent without links. The last name is not looked at, its server may be gone. */
  static Path place(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      return absolute;
    }
    try {
      return parent.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      return absolute;
    }
  }

  private static List<MountPoint> all() {
    try {
      return Files.readAllLines(MOUNTINFO, StandardCharsets.ISO_8859_1).stream().map(MountPoint::parse)
          .flatMap(Optional::stream).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
