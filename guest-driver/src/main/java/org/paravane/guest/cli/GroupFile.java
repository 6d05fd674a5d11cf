package org.paravane.guest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Ids of groups by their names. Source: group(5). */
record GroupFile(Path file) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final int ID = 2;

  /** Of this system. */
  static GroupFile ofSystem() {
    return new GroupFile(Path.of("/etc/group"));
  }

  /** The id of a group; a number is its own id. Empty if there is no such group. */
  OptionalInt id(String group) {
    if (NUMBER.matcher(group).matches()) {
      return OptionalInt.of(Integer.parseInt(group));
    }
    try (var lines = Files.lines(file)) {
      return lines.map(line -> line.split(":", -1))
          .filter(fields -> fields.length > ID && fields[0].equals(group) && NUMBER.matcher(fields[ID]).matches())
          .mapToInt(fields -> Integer.parseInt(fields[ID])).findFirst();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }
}
