package org.paravane.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.tree.AttributeSet;
import org.paravane.device.tree.DeviceTree;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Inodes;
import org.paravane.device.tree.StreamFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.SyntheticUevent;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.UeventLog;
import org.paravane.device.uevent.UeventReader;
import org.paravane.device.uevent.Uevents;

/**
 * A device model: buses, classes, uevents and the tree that shows them. Everything belongs to an instance; two of them in
 * one program do not know of each other.
 *
 * <p>Locks, outermost first: a device's (over probe, unbind, removal), a node's publication, then short ones that are held
 * over no callback. Opening, closing and calling a file take none of them.
 */
public final class DeviceRegistry implements AutoCloseable {

  /** Told before each step of a registration; a test makes it throw. */
  interface Checkpoint {
    void reached(String step);
  }

  private final RegistryOptions options;
  private final Checkpoint checkpoint;
  private final Inodes inodes = new Inodes();
  private final AtomicLong lastId = new AtomicLong();
  private final Directory root = new Directory(inodes);
  private final DeviceTree tree = new DeviceTree(root);
  private final UeventLog log = new UeventLog();
  private final Operations operations = new Operations(log::flush);
  private final DeferredProbes deferred = new DeferredProbes();
  private final Binder binder = new Binder(this, deferred);
  private final Map<String, Bus> buses = new LinkedHashMap<>();
  private final Map<String, DeviceClass> classes = new LinkedHashMap<>();

  /** An empty registry without debug tree. */
  public DeviceRegistry() {
    this(RegistryOptions.defaults());
  }

  /** An empty registry. */
  public DeviceRegistry(RegistryOptions options) {
    this(options, step -> {
    });
  }

  DeviceRegistry(RegistryOptions options, Checkpoint checkpoint) {
    this.options = options;
    this.checkpoint = checkpoint;
    for (String path : List.of("dev/by-id", "sys/bus", "sys/class", "sys/devices", "sys/kernel")) {
      directory(path);
    }
    AttributeSet.attach(directory("sys/kernel"), inodes, "kernel",
        List.of(AttributeGroup.of(Attribute.readOnly("uevent_seqnum", log::sequence))));
    root.link("events", new StreamFile(inodes.next(), () -> new UeventReader(log, options.eventBuffer())));
    if (options.debugTree()) {
      AttributeSet.attach(directory("sys/kernel/debug"), inodes, "debug",
          List.of(AttributeGroup.of(Attribute.readOnly("devices_deferred", this::deferredText))));
    }
  }

  /** Adds a bus. IllegalArgumentException if there is one of that name. */
  public Bus addBus(BusType type) {
    synchronized (buses) {
      if (buses.containsKey(type.name())) {
        throw new IllegalArgumentException("bus exists: name=" + type.name());
      }
      Bus bus = new Bus(this, type);
      buses.put(type.name(), bus);
      return bus;
    }
  }

  /** Adds a class. IllegalArgumentException if there is one of that name. */
  public DeviceClass addClass(ClassOptions classOptions) {
    synchronized (classes) {
      if (classes.containsKey(classOptions.name())) {
        throw new IllegalArgumentException("class exists: name=" + classOptions.name());
      }
      DeviceClass added = new DeviceClass(this, classOptions);
      directory(added.path());
      if (options.debugTree()) {
        directory("sys/kernel/debug/" + added.name());
      }
      if (!classOptions.directory().isEmpty()) {
        directory("dev/" + classOptions.directory());
        directory("dev/nodes");
      }
      classes.put(classOptions.name(), added);
      return added;
    }
  }

  /** The buses, in the order they were added. */
  public List<Bus> buses() {
    synchronized (buses) {
      return List.copyOf(buses.values());
    }
  }

  /** The classes, in the order they were added. */
  public List<DeviceClass> classes() {
    synchronized (classes) {
      return List.copyOf(classes.values());
    }
  }

  /** The node of that path below {@code dev}: {@code accel/accel0}. */
  public Optional<DeviceNode> node(String devName) {
    return classes().stream().flatMap(members -> members.nodes().stream())
        .filter(node -> node.devName().equals(devName)).findFirst();
  }

  /** What happens to devices. */
  public Uevents events() {
    return log;
  }

  /** Everything by path. */
  public DeviceTree tree() {
    return tree;
  }

  /** The devices whose probe was put off, with the reason, by name. */
  public SequencedMap<String, String> deferred() {
    SequencedMap<String, String> reasons = new LinkedHashMap<>();
    deferred.all().forEach((device, why) -> reasons.put(device.name(), why.reason()));
    return reasons;
  }

  private String deferredText() {
    return deferred().entrySet().stream().map(entry -> entry.getKey() + "\t" + entry.getValue())
        .collect(Collectors.joining("\n"));
  }

  /** Counts everything. Exact when nothing changes meanwhile. */
  public RegistryCensus census() {
    List<Device> devices = buses().stream().flatMap(bus -> bus.devices().stream()).toList();
    List<DeviceNode> nodes = classes().stream().flatMap(members -> members.nodes().stream()).toList();
    return new RegistryCensus(devices.size(), buses().stream().mapToInt(bus -> bus.drivers().size()).sum(),
        (int) devices.stream().filter(device -> device.driver().isPresent()).count(), deferred.all().size(),
        classes().stream().mapToInt(DeviceClass::minorsInUse).sum(), nodes.size(),
        nodes.stream().mapToInt(DeviceNode::openCount).sum(), log.present().size(), count(root), log.audience());
  }

  private static int count(Directory directory) {
    int sum = 0;
    for (TreeEntry entry : directory.entries().values()) {
      sum += 1 + (entry instanceof Directory below ? count(below) : 0);
    }
    return sum;
  }

  /** Removes all drivers and devices. Files still open stay orphans. Idempotent. */
  @Override
  public void close() {
    for (Bus bus : buses()) {
      bus.drivers().reversed().forEach(bus::removeDriver);
      bus.devices().reversed().forEach(bus::remove);
    }
    classes().forEach(members -> members.nodes().reversed().forEach(DeviceNode::unregister));
  }

  RegistryOptions options() {
    return options;
  }

  Inodes inodes() {
    return inodes;
  }

  Operations operations() {
    return operations;
  }

  Binder binder() {
    return binder;
  }

  long nextId() {
    return lastId.incrementAndGet();
  }

  void reached(String step) {
    checkpoint.reached(step);
  }

  /** The directory of a path, made when needed. */
  Directory directory(String path) {
    Directory here = root;
    for (String part : path.split("/", -1)) {
      here = here.below(part);
    }
    return here;
  }

  /** Publishes a part of a change now; listeners hear of it when this thread's outermost change is through. */
  void announce(UeventAction action, String path, String subsystem, Map<String, String> variables) {
    operations.run(() -> log.publish(action, devpath(path), subsystem, variables));
  }

  /** Publishes news from inside a call of a driver or an attribute: listeners, who may want to end that call, hear of it on another thread. */
  void report(UeventAction action, String path, String subsystem, Map<String, String> variables) {
    log.publish(action, devpath(path), subsystem, variables);
    Thread.startVirtualThread(log::flush);
  }

  private static String devpath(String path) {
    return path.substring("sys".length());
  }

  /** The {@code uevent} file of a device or node: reading tells its variables, writing asks for an event. */
  Attribute ueventAttribute(Supplier<String> path, String subsystem, Supplier<SequencedMap<String, String>> variables) {
    return Attribute.readWrite("uevent",
        () -> variables.get().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n")),
        request -> SyntheticUevent.parse(request).map(synthetic -> {
          SequencedMap<String, String> all = new LinkedHashMap<>(synthetic.variables());
          variables.get().forEach(all::putIfAbsent);
          log.synthesize(synthetic.action(), devpath(path.get()), subsystem, all);
          Thread.startVirtualThread(log::flush);
          return request;
        }));
  }

  /** A probe has succeeded: devices put off are asked again when this thread's outermost change is through. */
  void retryDeferred() {
    if (deferred.trigger()) {
      operations.later(this::retryActive);
    }
  }

  /** Another probe has succeeded while this device was being put off: it alone is asked again. */
  void retryDeferred(Device device) {
    deferred.activate(device);
    operations.later(this::retryActive);
  }

  private void retryActive() {
    for (@Nullable
    Device device = deferred.nextActive(); device != null; device = deferred.nextActive()) {
      device.bus().retry(device);
    }
  }

  DeferredProbes deferrals() {
    return deferred;
  }
}
