package org.paravane.guest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Who this process runs as.
 *
 * @param userId  effective user
 * @param groupId effective group
 */
record OwnIds(int userId, int groupId) {
  private static final Path SELF = Path.of("/proc/self");

  /** The owner of a process's directory is its effective user and group. */
  static OwnIds read() {
    try {
      Map<String, Object> ids = Files.readAttributes(SELF, "unix:uid,gid");
      return new OwnIds((int) Objects.requireNonNull(ids.get("uid")), (int) Objects.requireNonNull(ids.get("gid")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + SELF, e);
    }
  }
}
