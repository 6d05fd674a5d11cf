package org.paravane.tests.bench.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A file that two processes map. The one that makes it moves it into place when it is ready; the other one waits for it. */
final class SharedFile {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private SharedFile() {
  }

  /** Makes and maps a file of zeros, which {@code prepare} fills before the other process can see it. */
  static MemorySegment create(Path file, long bytes, Arena arena, Consumer<MemorySegment> prepare) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    MemorySegment memory;
    try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
        StandardOpenOption.WRITE)) {
      memory = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
    }
    prepare.accept(memory);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    return memory;
  }

  /** Maps the file that the other process makes. */
  static MemorySegment open(Path file, Arena arena) throws IOException {
    await(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
    }
  }

  static void await(Path file) throws IOException {
    long begin = System.nanoTime();
    while (!Files.exists(file)) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IOException("the other process does not come: file=" + file);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted: file=" + file, e);
      }
    }
  }
}
