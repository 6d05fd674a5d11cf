package org.paravane.guest.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.paravane.guest.GuestStack;
import org.paravane.runtime.FileNode;
import org.paravane.runtime.NodeAccess;

/** Where a run finds its devices: nodes that somebody serves, or a guest driver of this process. */
interface Devices extends AutoCloseable {
  /** The devices that there are: {@code accel0}. */
  List<String> names();

  /** The node of a device. */
  NodeAccess node(String name);

  /** Why there are none, when there are none. */
  default String whyNone() {
    return "there is no device";
  }

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
    return new Devices() {
      @Override
      public List<String> names() {
        return List.of(only.name());
      }

      @Override
      public NodeAccess node(String name) {
        return only;
      }

      @Override
      public void close() {
        // Nothing is held: whoever runs opens it.
      }
    };
  }

  /** The nodes of a mounted tree, as they come and go. */
  static Devices below(Path root) {
    return new Tree(root.resolve("dev/accel"));
  }

  /** A directory of nodes. */
  record Tree(Path folder) implements Devices {
    @Override
    public List<String> names() {
      List<String> names = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "accel*")) {
        entries.forEach(path -> names.add(String.valueOf(path.getFileName())));
      } catch (IOException | DirectoryIteratorException e) {
        return List.of();
      }
      names.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
      return names;
    }

    @Override
    public String whyNone() {
      return Files.isDirectory(folder) ? Devices.super.whyNone() : "no mounted tree: missing=" + folder;
    }

    @Override
    public NodeAccess node(String name) {
      return new FileNode(folder.resolve(name));
    }

    @Override
    public void close() {
      // Nothing is held: whoever runs opens what it needs.
    }
  }
}
