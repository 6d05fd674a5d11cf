package org.paravane.device;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.lifetime.ReleaseScope;
import org.paravane.device.tree.AttributeSet;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.UeventAction;

/**
 * Makes a node appear and disappear, each once. Every step of the appearance notes how to undo itself, so a failure
 * anywhere leaves what was there before, and the disappearance is the same steps backwards:
 *
 * <pre>
 *   number → ("remove") → attributes → directory → class link → debug files → open → dev files → by-id link → "add"
 * </pre>
 */
final class NodePublication {
  private final DeviceNode node;
  private final DeviceRegistry registry;
  private final Directory directory;
  private final ReleaseScope undo;
  /** Keeps appearance and disappearance apart; held while the calls inside are waited for. */
  private final ReentrantLock lock = new ReentrantLock();
  private boolean retracted;

  NodePublication(DeviceNode node) {
    this.node = node;
    this.registry = node.deviceClass().registry();
    this.directory = new Directory(registry.inodes());
    this.undo = new ReleaseScope("node " + node.name());
    undo.add("minor", () -> node.deviceClass().free(node));
    undo.add("adoption", () -> node.device().disown(node));
    // The log sends it only if there was an "add": the last thing that is heard of the node.
    undo.add("announcement",
        () -> registry.announce(UeventAction.REMOVE, node.path(), subsystem(), node.ueventVariables()));
  }

  /** Makes the node appear, or nothing of it; ENODEV if it was retracted before. */
  Result<DeviceNode> publish(List<AttributeGroup> groups) {
    lock.lock();
    boolean published = false;
    try {
      Result<DeviceNode> answer = retracted
          ? Result.failed(Errno.ENODEV, "device is going away: device=" + node.device().name())
          : steps(groups);
      published = answer instanceof Result.Ok<DeviceNode>;
      return answer;
    } finally {
      if (!published) {
        retract();
      }
      lock.unlock();
    }
  }

  /** Makes the node disappear. Idempotent; a second caller waits for the first. */
  void retract() {
    lock.lock();
    try {
      retracted = true;
      undo.release();
    } finally {
      lock.unlock();
    }
  }

  private Result<DeviceNode> steps(List<AttributeGroup> groups) {
    return attributes(groups).flatMap(done -> glue())
        .flatMap(done -> link("class", node.deviceClass().path(), node.name(), node.path())).flatMap(done -> debug())
        .flatMap(done -> open()).flatMap(done -> file())
        .flatMap(done -> node.options().byId().map(id -> link("by-id", "dev/by-id", id, "dev/" + node.devName()))
            .orElse(Result.ok(true)))
        .flatMap(done -> announce());
  }

  /** The file itself and, unless it stands in {@code dev} directly, one in a directory of its own: what a container is given. */
  private Result<Boolean> file() {
    String place = node.deviceClass().options().directory();
    NodeFile file = new NodeFile(registry.inodes().next(), node);
    if (place.isEmpty()) {
      return put("node", registry.directory("dev"), node.name(), file);
    }
    return put("node", registry.directory("dev/" + place), node.name(), file)
        .flatMap(done -> alone(registry.directory("dev/nodes"), file));
  }

  private Result<Boolean> alone(Directory places, NodeFile file) {
    registry.reached("node directory");
    if (!places.linkBelow(node.name(), node.name(), file)) {
      return Result.failed(Errno.EEXIST, "name is taken: step=node directory, name=" + node.name());
    }
    undo.add("node directory", () -> places.unlinkBelow(node.name(), node.name(), file));
    return Result.ok(true);
  }

  private String subsystem() {
    return node.deviceClass().name();
  }

  private Result<Boolean> attributes(List<AttributeGroup> groups) {
    registry.reached("attributes");
    directory.link("device", new Link(registry.inodes().next(), "../.."));
    directory.link("subsystem", new Link(registry.inodes().next(),
        Link.relative(node.path() + "/subsystem", node.deviceClass().path())));
    directory.link("clients", Directory.live(registry.inodes(), node::clients));
    List<AttributeGroup> all = new ArrayList<>();
    all.add(commonGroup());
    all.addAll(groups);
    return AttributeSet.attach(directory, registry.inodes(), "node " + node.name(), all).map(set -> {
      undo.add("attributes", set::detach);
      return true;
    });
  }

  private AttributeGroup commonGroup() {
    return AttributeGroup.of(Attribute.constant("dev", node.major() + ":" + node.minor()),
        registry.ueventAttribute(node::path, subsystem(), node::ueventVariables),
        Attribute.constant("name", node.name()), Attribute.constant("minor", node.minor()),
        Attribute.readOnly("driver", this::driverName), Attribute.readOnly("open_count", node::openCount),
        Attribute.constant("open_policy", node.policy().text()));
  }

  private String driverName() {
    return node.device().driver().map(Driver::name).orElse("");
  }

  /** The node's directory stands in one named after the class, below the device. */
  private Result<Boolean> glue() {
    registry.reached("directory");
    Directory parent = node.device().directory();
    if (!parent.linkBelow(subsystem(), node.name(), directory)) {
      return Result.failed(Errno.EEXIST, "name is taken: step=directory, name=" + node.name());
    }
    undo.add("directory", () -> parent.unlinkBelow(subsystem(), node.name(), directory));
    return Result.ok(true);
  }

  private Result<Boolean> debug() {
    if (!registry.options().debugTree()) {
      return Result.ok(true);
    }
    registry.reached("debug");
    Directory files = new Directory(registry.inodes());
    List<AttributeGroup> groups = new ArrayList<>();
    groups.add(AttributeGroup.of(Attribute.readOnly("name", () -> driverName() + " dev=" + node.device().name())));
    groups.addAll(node.options().debugGroups());
    return AttributeSet.attach(files, registry.inodes(), "debug " + node.name(), groups).flatMap(set -> {
      undo.add("debug attributes", set::detach);
      return put("debug directory", registry.directory("sys/kernel/debug/" + subsystem()),
          Integer.toString(node.minor()), files);
    });
  }

  private Result<Boolean> link(String step, String place, String name, String target) {
    return put(step, registry.directory(place), name,
        new Link(registry.inodes().next(), Link.relative(place + "/" + name, target)));
  }

  private Result<Boolean> put(String step, Directory place, String name, TreeEntry entry) {
    registry.reached(step);
    if (!place.link(name, entry)) {
      return Result.failed(Errno.EEXIST, "name is taken: step=" + step + ", name=" + name);
    }
    undo.add(step, () -> place.unlink(name, entry));
    return Result.ok(true);
  }

  private Result<Boolean> open() {
    registry.reached("open");
    undo.add("open", () -> {
      node.deviceClass().remove(node);
      node.drain();
    });
    node.deviceClass().add(node);
    node.open();
    return Result.ok(true);
  }

  private Result<DeviceNode> announce() {
    registry.reached("add");
    registry.announce(UeventAction.ADD, node.path(), subsystem(), node.ueventVariables());
    registry.reached("added");
    return Result.ok(node);
  }
}
