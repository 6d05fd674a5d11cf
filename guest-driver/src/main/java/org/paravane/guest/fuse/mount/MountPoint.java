package org.paravane.guest.fuse.mount;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A line of /proc/self/mountinfo. Source: proc_pid_mountinfo(5).
 *
 * @param id     of the mount, never the same for two at a time
 * @param device major:minor of the file system
 * @param path   where it is
 * @param type   of the file system, e.g. {@code fuse.paravane}
 * @param source what is mounted
 */
public record MountPoint(int id, String device, Path path, String type, String source) {
  /** The type of our mounts. */
  public static final String OUR_TYPE = "fuse.paravane";
  private static final int FIELDS_BEFORE_OPTIONAL = 6;

  /** Whether a server of ours made it. */
  public boolean isOurs() {
    return type.equals(OUR_TYPE);
  }

  /** Whether it is any FUSE file system. */
  public boolean isFuse() {
    return type.equals("fuse") || type.startsWith("fuse.") || type.equals("fuseblk");
  }

  /** Reads a line; empty for one of another form. */
  static Optional<MountPoint> parse(String line) {
    String[] fields = line.split(" ", -1);
    int separator = FIELDS_BEFORE_OPTIONAL;
    while (separator < fields.length && !fields[separator].equals("-")) {
      separator++;
    }
    if (separator + 2 >= fields.length) {
      return Optional.empty();
    }
    try {
      return Optional.of(new MountPoint(Integer.parseInt(fields[0]), fields[2], Path.of(unescaped(fields[4])),
          unescaped(fields[separator + 1]), unescaped(fields[separator + 2])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The line was read byte for byte. Blanks, line ends and backslashes are written as a backslash and three octal digits each. */
  private static String unescaped(String field) {
    StringBuilder text = new StringBuilder(field.length());
    int at = 0;
    while (at < field.length()) {
      char c = field.charAt(at);
      if (c == '\\' && at + 3 < field.length()) {
        text.append((char) Integer.parseInt(field.substring(at + 1, at + 4), 8));
        at += 4;
      } else {
        text.append(c);
        at++;
      }
    }
    return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
