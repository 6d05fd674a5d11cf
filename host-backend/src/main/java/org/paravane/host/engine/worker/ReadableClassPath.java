package org.paravane.host.engine.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A class path that workers with a user of their own can read: what lies where only the host's user may look is copied, once per host. Our own
 * classes are no secret.
 */
final class ReadableClassPath {
  private ReadableClassPath() {
  }

  /** The same class path, with copies in a directory that is made where they are needed. */
  static List<Path> of(List<Path> classPath, Path directory) throws IOException {
    List<Path> readable = new ArrayList<>();
    for (Path entry : classPath) {
      if (!Files.exists(entry) || isPublic(entry)) {
        readable.add(entry);
      } else {
        readable.add(copy(entry, directory.resolve("%d-%s".formatted(readable.size(), entry.getFileName()))));
      }
    }
    return readable;
  }

  /** Whether everybody may read it and pass through all directories above. */
  private static boolean isPublic(Path path) throws IOException {
    if (!has(path, PosixFilePermission.OTHERS_READ)) {
      return false;
    }
    for (Path above = path.toRealPath().getParent(); above != null; above = above.getParent()) {
      if (!has(above, PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(Path path, PosixFilePermission permission) throws IOException {
    return Files.getPosixFilePermissions(path).contains(permission);
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
          Files.copy(file, target);
          Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
    }
    return to;
  }
}
