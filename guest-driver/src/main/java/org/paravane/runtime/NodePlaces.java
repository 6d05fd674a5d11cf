package org.paravane.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;

/** Where device nodes are: below the root of a mounted tree. */
final class NodePlaces {
  private static final Path DEFAULT_ROOT = Path.of("/run/paravane");

  private final Path root;

  NodePlaces(Path root) {
    this.root = root;
  }

  /** The tree that the environment names, or the usual one. */
  static NodePlaces ofEnvironment(@Nullable String root) {
    return new NodePlaces(root == null || root.isEmpty() ? DEFAULT_ROOT : Path.of(root));
  }

  /** The node with the lowest number; ENOENT when there is none. */
  FileNode first() {
    return new FileNode(nodes().stream().findFirst().orElseThrow(() -> absent("no device node")));
  }

  /** A node by the name of its device: {@code accel0}, or the GUID that stays the same. ENOENT when there is none. */
  FileNode named(String name) {
    for (Path folder : List.of(root.resolve("dev/accel"), root.resolve("dev/by-id"))) {
      Path node = folder.resolve(name.toLowerCase(Locale.ROOT));
      if (folder.equals(node.getParent()) && Files.exists(node)) {
        return new FileNode(node);
      }
    }
    throw absent("no such device: name=" + name);
  }

  private List<Path> nodes() {
    List<Path> nodes = new ArrayList<>();
    Path folder = root.resolve("dev/accel");
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "accel*")) {
        entries.forEach(nodes::add);
      } catch (IOException e) {
        throw new AcceleratorException("open", Errno.EIO, "nodes cannot be listed: folder=" + folder + ", why=" + e);
      }
    }
    nodes.sort(Comparator.comparingInt((Path node) -> node.toString().length()).thenComparing(Path::compareTo));
    return nodes;
  }

  private AcceleratorException absent(String what) {
    return new AcceleratorException("open", Errno.ENOENT, what + ": root=" + root + ", has="
        + nodes().stream().map(node -> String.valueOf(node.getFileName())).toList()
        + "; start 'paravane guest' or set PARAVANE_ROOT");
  }
}
