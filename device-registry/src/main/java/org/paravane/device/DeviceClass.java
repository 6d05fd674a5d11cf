package org.paravane.device;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.AttributeGroup;

/** A category of devices that users see: it numbers and names nodes and makes them appear. */
public final class DeviceClass {
  private final DeviceRegistry registry;
  private final ClassOptions options;
  private final Minors minors;
  private final SortedMap<Integer, DeviceNode> nodes = new TreeMap<>();

  DeviceClass(DeviceRegistry registry, ClassOptions options) {
    this.registry = registry;
    this.options = options;
    this.minors = new Minors(options.minors());
  }

  /** The name, {@code accel} for instance. */
  public String name() {
    return options.name();
  }

  /** What the class was made with. */
  public ClassOptions options() {
    return options;
  }

  DeviceRegistry registry() {
    return registry;
  }

  /** The path in the tree. */
  public String path() {
    return "sys/class/" + name();
  }

  /** The nodes registered now, by minor. */
  public List<DeviceNode> nodes() {
    synchronized (nodes) {
      return List.copyOf(nodes.values());
    }
  }

  /** The node of that minor. */
  public Optional<DeviceNode> node(int minor) {
    synchronized (nodes) {
      return Optional.ofNullable(nodes.get(minor));
    }
  }

  /** How many minors are taken. */
  int minorsInUse() {
    return minors.inUse();
  }

  /**
   * Makes a node for a device: number, attributes, file, "add", in this order, or nothing of it. A node registered under a
   * driver goes away by itself when the driver leaves.
   *
   * <p>ENOSPC when all minors are in use, EEXIST when a name is taken (the node's, its stable name, an attribute's), ENODEV
   * when the device or its binding is on its way out.
   */
  public Result<DeviceNode> register(Device device, NodeOptions nodeOptions, FileOperations fileOperations,
      List<AttributeGroup> groups) {
    return registry.operations().run(() -> allocate(device, nodeOptions, fileOperations)
        .flatMap(node -> node.publication().publish(groups)));
  }

  private Result<DeviceNode> allocate(Device device, NodeOptions nodeOptions, FileOperations fileOperations) {
    registry.reached("minor");
    OptionalInt minor = minors.allocate();
    if (minor.isEmpty()) {
      return Result.failed(Errno.ENOSPC,
          "no minor is free: class=" + name() + ", limit=" + options.minors() + ", device=" + device.name());
    }
    DeviceNode node = device
        .adopt(binding -> new DeviceNode(this, device, binding, minor.getAsInt(), nodeOptions, fileOperations));
    if (node == null) {
      minors.free(minor.getAsInt());
      return Result.failed(Errno.ENODEV, "device is going away: class=" + name() + ", device=" + device.name());
    }
    return Result.ok(node);
  }

  void add(DeviceNode node) {
    synchronized (nodes) {
      nodes.put(node.minor(), node);
    }
  }

  void remove(DeviceNode node) {
    synchronized (nodes) {
      nodes.remove(node.minor(), node);
    }
  }

  void free(DeviceNode node) {
    minors.free(node.minor());
  }
}
