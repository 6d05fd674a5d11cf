package org.paravane.tests.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a stream of this process ends in the journal. Source: systemd.exec(5), {@code JOURNAL_STREAM}. */
final class JournalStream {
  /** Device and inode of what the service manager connected: children whose streams go elsewhere inherit it too. */
  private static final String VARIABLE = "JOURNAL_STREAM";
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private JournalStream() {
  }

  static boolean isStandardError() {
    return isStream(System.getenv(VARIABLE), STANDARD_ERROR);
  }

  static boolean isStream(@Nullable String stream, Path file) {
    if (stream == null || stream.isBlank()) {
      return false;
    }
    try {
      Map<String, Object> ids = Files.readAttributes(file, "unix:dev,ino");
      return stream.equals(ids.get("dev") + ":" + ids.get("ino"));
    } catch (IOException e) {
      return false;
    }
  }
}
