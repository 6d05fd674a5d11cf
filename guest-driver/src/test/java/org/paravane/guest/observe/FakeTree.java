package org.paravane.guest.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A directory that looks like a mounted tree. */
public final class FakeTree {
  private static final String DEVICES = "sys/devices/vmbus";

  private final Path root;

  /** An empty tree in a directory. */
  public FakeTree(Path root) {
    this.root = root;
    directory("sys/class/accel");
    directory("sys/bus/vmbus/devices");
    directory("dev/accel");
    directory("dev/by-id");
    write("events", "");
  }

  public Path root() {
    return root;
  }

  /** Adds a device as the driver shows one that is well. */
  public FakeTree device(int number, String instance) {
    String name = "accel" + number;
    String parent = DEVICES + "/" + instance;
    String directory = parent + "/accel/" + name;
    directory(directory + "/clients");
    link("sys/class/accel/" + name, "../../../" + directory);
    link("sys/bus/vmbus/devices/" + instance, "../../../../" + parent);
    link(parent + "/driver", "../../../bus/vmbus/drivers/dxg");
    link("dev/by-id/" + instance, "../accel/" + name);
    link(directory + "/device", "../..");
    write("dev/accel/" + name, "");
    write("dev/nodes/" + name + "/" + name, "");
    return attribute(number, "name", name).attribute(number, "state", "active").attribute(number, "open_count", "0")
        .attribute(number, "description", "simulated accelerator").attribute(number, "instance_id", instance)
        .attribute(number, "luid", "0:" + number).attribute(number, "engines/count", "2")
        .attribute(number, "memory/local_used_bytes", "4096")
        .attribute(number, "memory/local_limit_bytes", "1073741824")
        .attribute(number, "usage/calls", "10").attribute(number, "usage/submissions", "4");
  }

  /** Sets an attribute, with the newline that every value has. */
  public FakeTree attribute(int number, String key, String value) {
    write("sys/class/accel/accel" + number + "/" + key, value + "\n");
    return this;
  }

  /** Takes an attribute away. */
  public FakeTree without(int number, String key) {
    try {
      Files.delete(root.resolve("sys/class/accel/accel" + number + "/" + key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A file that somebody has open. */
  public FakeTree client(int number, int id, int pid, String command, String fdinfo) {
    String directory = "clients/" + id + "/";
    return attribute(number, directory + "pid", Integer.toString(pid)).attribute(number, directory + "comm", command)
        .attribute(number, directory + "fdinfo", fdinfo);
  }

  /** A device of the bus that no driver took. */
  public FakeTree unbound(String instance) {
    directory(DEVICES + "/" + instance);
    link("sys/bus/vmbus/devices/" + instance, "../../../../" + DEVICES + "/" + instance);
    return this;
  }

  /** Adds to the stream of events. */
  public FakeTree events(String text) {
    try {
      Files.writeString(root.resolve("events"), text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void directory(String path) {
    try {
      Files.createDirectories(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String path, String text) {
    Path file = root.resolve(path);
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void link(String path, String target) {
    try {
      Files.createSymbolicLink(root.resolve(path), Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
