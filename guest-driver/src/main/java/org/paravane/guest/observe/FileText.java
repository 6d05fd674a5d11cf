package org.paravane.guest.observe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads attribute files. A file whose device went away, or whose question the host refused, has no value. */
final class FileText {
  private FileText() {
  }

  static Optional<String> read(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
