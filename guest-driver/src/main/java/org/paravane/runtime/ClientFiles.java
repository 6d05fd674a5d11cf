package org.paravane.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files that a tree has of the programs that opened a node: {@code sys/class/accel/accelN/clients/ID/}. */
final class ClientFiles {
  private final @Nullable Path clients;

  /**
   * The files beside a node.
   *
   * @param node {@code ROOT/dev/accel/accelN}; for a node elsewhere nothing is known
   */
  ClientFiles(Path node) {
    Path folder = node.toAbsolutePath().getParent();
    boolean inTree = folder != null && folder.endsWith("dev/accel");
    Path dev = inTree && folder != null ? folder.getParent() : null;
    Path root = dev == null ? null : dev.getParent();
    this.clients = root == null ? null : root.resolve("sys/class/accel").resolve(node.getFileName()).resolve("clients");
  }

  /** What the host says of faults of a process, null if nothing. */
  @Nullable
  String faultOf(long pid) {
    Path folder = clients;
    if (folder == null || !Files.isDirectory(folder)) {
      return null;
    }
    Set<String> texts = new TreeSet<>();
    try (DirectoryStream<Path> each = Files.newDirectoryStream(folder)) {
      for (Path client : each) {
        if (read(client.resolve("pid")).equals(Long.toString(pid))) {
          texts.add(read(client.resolve("fault")));
        }
      }
    } catch (IOException e) {
      return null;
    }
    texts.remove("");
    return texts.isEmpty() ? null : String.join("; or of another opening: ", texts);
  }

  /** Empty when the client is gone. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
