package org.paravane.guest.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFiles;

/** A tree that somebody serves, read with plain files. */
public final class MountedTree {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  /** What a mount answers whose server is gone. */
  private static final int ENOTCONN = 107;

  private final Path root;

  /** The tree of a root, whatever stands there. */
  public MountedTree(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  /** The stream of events. */
  public Path events() {
    return root.resolve("events");
  }

  Path classDirectory() {
    return root.resolve("sys/class/accel");
  }

  /** What stands at the root now. */
  public TreeState state() {
    try {
      OpenFiles.open(root.toString(), OpenFiles.O_RDONLY).close();
      return Files.isDirectory(root.resolve("sys/class")) && Files.exists(events())
          ? TreeState.SERVED
          : Files.isDirectory(root) ? TreeState.ABSENT : TreeState.FOREIGN;
    } catch (LinuxException e) {
      return switch (e.errno()) {
        case ENOENT -> TreeState.ABSENT;
        case EPERM, EACCES -> TreeState.FORBIDDEN;
        case ENOTCONN -> TreeState.STALE;
        default -> TreeState.FOREIGN;
      };
    }
  }

  /** The devices that are there, by number. */
  public List<ObservedDevice> devices() {
    return ObservedDevice.list(classDirectory()).stream().map(path -> String.valueOf(path.getFileName()))
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .map(name -> new ObservedDevice(this, name)).toList();
  }

  /** Names of the devices that are there. */
  public List<String> names() {
    return devices().stream().map(ObservedDevice::name).toList();
  }

  /** The device that a user means: its name, its instance id in {@code dev/by-id}, or a path of its node. */
  public Optional<ObservedDevice> find(String device) {
    if (device.contains("/")) {
      return byPath(Path.of(device));
    }
    String id = device.toLowerCase(Locale.ROOT).replaceAll("^\\{|\\}$", "");
    return devices().stream()
        .filter(each -> each.name().equals(device)
            || each.instance().map(instance -> instance.toLowerCase(Locale.ROOT)).filter(id::equals).isPresent())
        .findFirst();
  }

  /** A path of a node belongs to the tree that it is in. */
  private Optional<ObservedDevice> byPath(Path path) {
    try {
      Path node = path.toRealPath();
      Path name = node.getFileName();
      return name == null || !node.startsWith(root.toRealPath().resolve("dev"))
          ? Optional.empty()
          : devices().stream().filter(each -> each.name().equals(name.toString())).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Which entry of {@code dev/by-id} leads to a device. */
  Optional<String> instanceOf(String name) {
    for (Path link : ObservedDevice.list(root.resolve("dev/by-id"))) {
      try {
        Path target = Files.readSymbolicLink(link).getFileName();
        if (target != null && target.toString().equals(name)) {
          return Optional.of(String.valueOf(link.getFileName()));
        }
      } catch (IOException | UnsupportedOperationException e) {
        // It went away, or is no link of ours.
      }
    }
    return Optional.empty();
  }

  /** Names of bus devices that no driver is bound to. */
  public List<String> unbound() {
    return ObservedDevice.list(root.resolve("sys/bus/vmbus/devices")).stream().filter(Files::isDirectory)
        .filter(device -> !Files.exists(device.resolve("driver"), LinkOption.NOFOLLOW_LINKS))
        .map(device -> String.valueOf(device.getFileName())).toList();
  }
}
