package org.paravane.guest.fuse.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who this process is and what it may.
 *
 * @param userId       effective uid
 * @param groupId      effective gid
 * @param capabilities effective, as a mask
 */
public record Rights(int userId, int groupId, long capabilities) {
  private static final long CAP_SYS_ADMIN = 1L << 21;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int EFFECTIVE = 2;

  /** Those of this process; none if they cannot be read. */
  public static Rights ofThisProcess() {
    int user = -1;
    int group = -1;
    long mask = 0;
    try {
      for (String line : Files.readAllLines(STATUS)) {
        String[] words = line.split("\\s+", -1);
        switch (words[0]) {
          case "Uid:" -> user = Integer.parseInt(words[EFFECTIVE]);
          case "Gid:" -> group = Integer.parseInt(words[EFFECTIVE]);
          case "CapEff:" -> mask = Long.parseUnsignedLong(words[1], 16);
          default -> {
            // The other lines are of no interest.
          }
        }
      }
    } catch (IOException e) {
      mask = 0;
    }
    return new Rights(user, group, mask);
  }

  /** Whether it may mount, and have the kernel map files in its stead. */
  public boolean mayMount() {
    return (capabilities & CAP_SYS_ADMIN) != 0;
  }
}
