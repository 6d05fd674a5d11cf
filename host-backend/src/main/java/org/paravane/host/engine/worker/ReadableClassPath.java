package org.paravane.host.engine.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A class path that workers can read, who have no capabilities and often a user of their own: what lies where they may not look is copied,
 * once per host. Our own classes are no secret.
 */
final class ReadableClassPath {
  private ReadableClassPath() {
  }

  /**
   * The same class path, with copies in a directory that is made where they are needed.
   *
   * @param user of the workers; empty if each has another one, of which no file is
   */
  static List<Path> of(List<Path> classPath, Path directory, OptionalInt user) throws IOException {
    List<Path> readable = new ArrayList<>();
    for (Path entry : classPath) {
      // Not Files.exists, which asks what this process could do without its capabilities: access(2).
      boolean there = Files.isRegularFile(entry) || Files.isDirectory(entry);
      if (!there || isReadable(entry, user)) {
        readable.add(entry);
      } else {
        readable.add(copy(entry, directory.resolve("%d-%s".formatted(readable.size(), entry.getFileName()))));
      }
    }
    return readable;
  }

  /** Whether a user may read it and pass through all directories above, whatever its groups are. */
  private static boolean isReadable(Path path, OptionalInt user) throws IOException {
    if (!allows(path, user, PosixFilePermission.OWNER_READ, PosixFilePermission.OTHERS_READ)) {
      return false;
    }
    for (Path above = path.toRealPath().getParent(); above != null; above = above.getParent()) {
      if (!allows(above, user, PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private static boolean allows(Path path, OptionalInt user, PosixFilePermission owner, PosixFilePermission others)
      throws IOException {
    boolean owned = user.isPresent() && Files.getAttribute(path, "unix:uid").equals(user.getAsInt());
    return Files.getPosixFilePermissions(path).contains(owned ? owner : others);
  }

  private static Path copy(Path from, Path to) throws IOException {
    Set<PosixFilePermission> directories = PosixFilePermissions.fromString("rwxr-xr-x");
    Files.createDirectories(to.getParent());
    Files.setPosixFilePermissions(to.getParent(), directories);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(target);
          Files.setPosixFilePermissions(target, directories);
        } else {
          // Not Files.copy of a path, which asks access(2) too.
          try (InputStream in = Files.newInputStream(file)) {
            Files.copy(in, target);
          }
          Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
    }
    return to;
  }
}
