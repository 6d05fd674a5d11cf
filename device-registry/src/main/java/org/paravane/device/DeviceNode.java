package org.paravane.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.io.OpenFlags;
import org.paravane.device.lifetime.Gate;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.UeventAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device node: the number, the name and the files that hold it open. Made by {@link DeviceClass#register}; opens and
 * closes take no lock of the registry.
 */
public final class DeviceNode implements NodeFile.DeviceFile {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceNode.class);

  private final DeviceClass deviceClass;
  private final Device device;
  private final int minor;
  private final String name;
  private final NodeOptions options;
  private final FileOperations operations;
  /** Opens and releases are inside; closed for good by the unplug. */
  private final Gate gate;
  private final Map<Long, OpenDescription> files = new ConcurrentHashMap<>();
  /** Opens that hold the node, including those whose driver has not answered yet. */
  private final AtomicInteger holders = new AtomicInteger();
  /** The binding that the node was registered under; null for a device without driver. */
  private final @Nullable Binding binding;
  private final NodePublication publication;
  private volatile boolean opened;

  DeviceNode(DeviceClass deviceClass, Device device, @Nullable Binding binding, int minor, NodeOptions options,
      FileOperations operations) {
    this.deviceClass = deviceClass;
    this.device = device;
    this.binding = binding;
    this.minor = minor;
    this.name = options.name().orElse(deviceClass.options().prefix() + minor);
    this.options = options;
    this.operations = operations;
    this.gate = new Gate("node " + name);
    this.publication = new NodePublication(this);
  }

  /** The number within the class. */
  @Override
  public int minor() {
    return minor;
  }

  @Override
  public int major() {
    return deviceClass.options().major();
  }

  /** The name of the file: {@code accel0}. */
  public String name() {
    return name;
  }

  /** The path below {@code dev}: {@code accel/accel0}. */
  public String devName() {
    String directory = deviceClass.options().directory();
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  /** The path in the tree: {@code sys/devices/…/accel/accel0}. */
  public String path() {
    return device.path() + "/" + deviceClass.name() + "/" + name;
  }

  /** The device that the node belongs to. */
  public Device device() {
    return device;
  }

  /** The class that numbers and names the node. */
  public DeviceClass deviceClass() {
    return deviceClass;
  }

  @Override
  public int mode() {
    return options.mode();
  }

  @Override
  public int ownerUid() {
    return options.ownerUid();
  }

  @Override
  public int ownerGid() {
    return options.ownerGid();
  }

  /** How many may hold the node open. */
  public OpenPolicy policy() {
    return options.policy();
  }

  NodeOptions options() {
    return options;
  }

  FileOperations operations() {
    return operations;
  }

  /** Files now open, orphans of an unplugged node included. */
  public int openCount() {
    return files.size();
  }

  /** The files now open. */
  public List<OpenFile> openFiles() {
    return files.values().stream().map(description -> description.opener).toList();
  }

  /** Whether the unplug has begun. */
  public boolean isUnplugged() {
    return gate.isClosed();
  }

  /** Opens the node for reading and writing. */
  public Result<OpenFile> open(Caller caller) {
    return open(caller, OpenFlags.READ_WRITE);
  }

  /** Opens the node. ENODEV before it is registered and once it is unplugged, EBUSY while somebody holds an exclusive one, or what the driver says. */
  public Result<OpenFile> open(Caller caller, OpenFlags flags) {
    if (!opened || !gate.enter()) {
      return Result.failed(Errno.ENODEV, "device is gone: node=" + name);
    }
    try {
      return admit()
          ? openInside(caller, flags)
          : Result.failed(Errno.EBUSY,
              "device is held exclusively: node=" + name + ", caller=" + caller.threadGroupId());
    } finally {
      gate.exit();
    }
  }

  private boolean admit() {
    return switch (options.policy()) {
      case SHARED -> {
        holders.incrementAndGet();
        yield true;
      }
      case EXCLUSIVE -> holders.compareAndSet(0, 1);
    };
  }

  private Result<OpenFile> openInside(Caller caller, OpenFlags flags) {
    OpenDescription description = new OpenDescription(this, deviceClass.registry().nextId(), caller, flags);
    boolean taken = false;
    try {
      return switch (askDriver(description)) {
        case Result.Ok<Object>(Object data) -> {
          description.setData(data);
          if (binding != null) {
            binding.retain();
          }
          files.put(description.id, description);
          taken = true;
          yield Result.ok(description.opener);
        }
        case Result.Failed<Object> failed -> failed.as();
      };
    } finally {
      if (!taken) {
        description.lifetime.markGone();
        holders.decrementAndGet();
      }
    }
  }

  private Result<Object> askDriver(OpenDescription description) {
    try {
      return operations.open(description.opener);
    } catch (RuntimeException e) {
      LOG.error("driver threw: node={}, call=open", name, e);
      return Result.failed(Errno.EIO, "driver failed: node=" + name + ", cause=" + e);
    }
  }

  /** The last reference was dropped and no call is inside. An unplug that begins later waits for this. */
  void ended(OpenDescription description) {
    boolean beforeUnplug = gate.enter();
    try {
      operations.release(description.opener);
    } catch (RuntimeException e) {
      LOG.error("driver threw: node={}, call=release", name, e);
    } finally {
      files.remove(description.id);
      holders.decrementAndGet();
      if (beforeUnplug) {
        gate.exit();
      }
    }
    if (binding != null) {
      binding.drop();
    }
  }

  NodePublication publication() {
    return publication;
  }

  /** Lets callers in. */
  void open() {
    opened = true;
  }

  /**
   * Takes the node away: nobody finds or opens it, calls that are inside are told and waited for, pollers are woken, "remove"
   * is announced. When this returns no callback runs and none will, but for {@link FileOperations#release} of files still
   * open. Not from inside a callback of the node. Idempotent; a second caller returns when the first is done.
   */
  public void unregister() {
    deviceClass.registry().operations().run(publication::retract);
  }

  /** Refuses and ends all that goes on at the node. */
  void drain() {
    gate.close();
    tell("unplugging", () -> operations.unplugging(this));
    gate.awaitDrained();
    files.values().forEach(file -> file.lifetime.markGone());
    List<OpenDescription> orphans = files.values().stream().filter(file -> file.lifetime.pin()).toList();
    for (OpenDescription file : orphans) {
      tell("unplugged", () -> operations.unplugged(file.opener));
      // SYNC: the state was marked above; OpenFile.poll joins the queue before it looks at the state.
      file.unplugQueue.wake();
    }
    for (OpenDescription file : orphans) {
      file.lifetime.awaitDrained();
      file.lifetime.drop();
    }
  }

  private void tell(String what, Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.error("driver threw: node={}, call={}", name, what, e);
    }
  }

  /** Announces a change of the device that the node stands for, with variables that say which. */
  public void changed(Map<String, String> variables) {
    if (!isUnplugged()) {
      SequencedMap<String, String> all = new LinkedHashMap<>(variables);
      ueventVariables().forEach(all::putIfAbsent);
      deviceClass.registry().report(UeventAction.CHANGE, path(), deviceClass.name(), all);
    }
  }

  SequencedMap<String, String> ueventVariables() {
    SequencedMap<String, String> variables = new LinkedHashMap<>();
    variables.put("MAJOR", Integer.toString(major()));
    variables.put("MINOR", Integer.toString(minor));
    variables.put("DEVNAME", devName());
    variables.put("DEVMODE", "0" + Integer.toOctalString(options.mode()));
    if (options.ownerUid() != 0) {
      variables.put("DEVUID", Integer.toString(options.ownerUid()));
    }
    if (options.ownerGid() != 0) {
      variables.put("DEVGID", Integer.toString(options.ownerGid()));
    }
    variables.put("DEVTYPE", deviceClass.options().deviceType());
    return variables;
  }

  /** {@code clients/<id>} of the files open now. */
  SortedMap<String, TreeEntry> clients() {
    SortedMap<String, TreeEntry> clients = new TreeMap<>();
    files.values()
        .forEach(file -> clients.put(Long.toString(file.id), file.directory(deviceClass.registry().inodes())));
    return clients;
  }

  @Override
  public String toString() {
    return "node " + devName();
  }
}
