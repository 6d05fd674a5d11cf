package org.paravane.guest.dxg.ioctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that can be read but not written: some read-only mapping of a library. */
final class ReadOnlyMemory {
  private ReadOnlyMemory() {
  }

  /** The address of at least a page of it. */
  static long address() {
    try {
      return Files.readAllLines(Path.of("/proc/self/maps")).stream()
          .filter(line -> line.contains(" r--p ") && line.endsWith(".so"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16)).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
