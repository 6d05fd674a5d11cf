package org.paravane.guest.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.paravane.guest.GuestStack;
import org.paravane.runtime.FileNode;
import org.paravane.runtime.NodeAccess;

/** Where a run finds its devices: nodes that somebody serves, or a guest driver of this process. */
interface Devices extends AutoCloseable {
  /** How often a tree is looked at while there is nothing in it. */
  Duration LOOK = Duration.ofMillis(20);

  /** The devices that there are: {@code accel0}. */
  List<String> names();

  /** The node of a device. */
  NodeAccess node(String name);

  @Override
  void close();

  /** The devices of a guest driver in this process, which ends with them. */
  static Devices of(GuestStack guest) {
    return new Devices() {
      @Override
      public List<String> names() {
        return guest.accelerators();
      }

      @Override
      public NodeAccess node(String name) {
        return guest.node(name);
      }

      @Override
      public void close() {
        guest.close();
      }
    };
  }

  /** One node of the file system. */
  static Devices of(Path node) {
    FileNode only = new FileNode(node);
    return new Nodes(List.of(only));
  }

  /**
   * The nodes of a mounted tree; waits for the first of them.
   *
   * @throws IOException when there is no such tree
   */
  static Devices below(Path root, Duration patience) throws IOException {
    Path folder = root.resolve("dev/accel");
    long begin = System.nanoTime();
    List<FileNode> nodes = list(folder);
    while (nodes.isEmpty() && System.nanoTime() - begin < patience.toNanos()
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
      nodes = list(folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("no mounted tree: missing=" + folder);
    }
    return new Nodes(nodes);
  }

  private static List<FileNode> list(Path folder) throws IOException {
    List<FileNode> nodes = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "accel*")) {
        entries.forEach(path -> nodes.add(new FileNode(path)));
      }
    }
    nodes.sort(Comparator.comparingInt((FileNode node) -> node.name().length()).thenComparing(FileNode::name));
    return nodes;
  }

  /** Nodes of the file system. */
  record Nodes(List<FileNode> nodes) implements Devices {
    public Nodes {
      nodes = List.copyOf(nodes);
    }

    @Override
    public List<String> names() {
      return nodes.stream().map(FileNode::name).toList();
    }

    @Override
    public NodeAccess node(String name) {
      return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
      // Nothing is held: files are opened by those who run.
    }
  }
}
