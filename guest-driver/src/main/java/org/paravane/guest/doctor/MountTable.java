package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code /proc/self/mountinfo}. Source: proc_pid_mountinfo(5). */
record MountTable(String text) {
  /** File system type of a tree of ours. */
  static final String OURS = "fuse.paravane";
  private static final int PLACE = 4;

  /** Type of the file system that is mounted at a path and seen there: the last one counts. */
  Optional<String> typeAt(Path path) {
    String wanted = path.toString();
    return text.lines().map(line -> line.split(" ", -1)).filter(fields -> fields.length > PLACE)
        .filter(fields -> plain(fields[PLACE]).equals(wanted)).map(MountTable::type).reduce((older, newer) -> newer);
  }

  /** The type is the first field after a lone hyphen, before which stands a varying number of optional fields. */
  private static String type(String[] fields) {
    for (int i = PLACE; i + 1 < fields.length; i++) {
      if (fields[i].equals("-")) {
        return fields[i + 1];
      }
    }
    return "";
  }

  private static String plain(String escaped) {
    return escaped.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
  }
}
