package org.paravane.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.paravane.device.tree.Directory;
import org.paravane.device.uevent.UeventAction;

/**
 * A device on a bus. Whoever needs the state of a driver finds it here ({@link #driverData}); there is no other place for
 * it.
 */
public final class Device {
  private final Bus bus;
  private final DeviceSpec spec;
  private final long id;
  private final Directory directory;
  /** Held over probe, unbind and removal; a parent's before a child's. */
  private final ReentrantLock lock = new ReentrantLock();
  private final List<DeviceNode> nodes = new ArrayList<>();
  private final List<Device> children = new ArrayList<>();
  private volatile DeviceState state = new DeviceState.Announced();
  private volatile @Nullable Binding binding;
  /** Nodes may be registered under the present binding. Changes under the monitor of {@link #nodes}. */
  private boolean takesNodes = true;
  private volatile boolean gone;
  private volatile @Nullable String driverOverride;

  Device(Bus bus, DeviceSpec spec, long id) {
    this.bus = bus;
    this.spec = spec;
    this.id = id;
    this.directory = new Directory(bus.registry().inodes());
  }

  /** The name, unique on the bus. */
  public String name() {
    return spec.name();
  }

  /** A number that no other device of the registry had or will have: a device that comes back is a new one. */
  public long id() {
    return id;
  }

  /** The bus that the device is or was on. */
  public Bus bus() {
    return bus;
  }

  /** The device that this one hangs on. */
  public Optional<Device> parent() {
    return spec.parent();
  }

  /** What drivers match. */
  public List<MatchId> ids() {
    return spec.ids();
  }

  /** What the bus knows of the device, an offer for instance. IllegalStateException if it said nothing, ClassCastException if it is of another type. */
  public <T> T busData(Class<T> type) {
    return type
        .cast(spec.data().orElseThrow(() -> new IllegalStateException("device has no bus data: device=" + name())));
  }

  /** The path in the tree: {@code sys/devices/…}. */
  public String path() {
    return spec.parent().map(Device::path).orElse("sys/devices/" + bus.name()) + "/" + name();
  }

  /** Where the device is between being announced and being removed. */
  public DeviceState state() {
    return state;
  }

  /** The driver that serves the device or is about to, empty if there is none. */
  public Optional<Driver> driver() {
    return Optional.ofNullable(binding).map(bound -> bound.entry().driver());
  }

  /** Whether the device is being or was removed. A long probe looks here and gives up. */
  public boolean isGone() {
    return gone;
  }

  /** Attaches the driver's state; belongs into a probe. IllegalStateException for a device without driver. */
  public void setDriverData(Object data) {
    requireBinding("setDriverData").setData(data);
  }

  /** The driver's state; empty outside the time from probe to unbind. ClassCastException if it is of another type. */
  public <T> Optional<T> driverData(Class<T> type) {
    Binding bound = binding;
    return bound == null ? Optional.empty() : Optional.ofNullable(bound.data()).map(type::cast);
  }

  /** Declares what to undo when the driver leaves or its probe does not bind: released last-in first-out, after {@link Driver#remove}. */
  public void onUnbind(String name, Runnable release) {
    requireBinding("onUnbind").untilUnbind().add(name, release);
  }

  /** Declares what to undo when the driver has left and the last file that was opened meanwhile is closed: last-in first-out. */
  public void onLastClose(String name, Runnable release) {
    requireBinding("onLastClose").untilLastClose().add(name, release);
  }

  private Binding requireBinding(String call) {
    Binding bound = binding;
    if (bound == null) {
      throw new IllegalStateException("device has no driver: call=" + call + ", device=" + name());
    }
    return bound;
  }

  /** The only driver that may have the device, empty if any may. */
  public Optional<String> driverOverride() {
    return Optional.ofNullable(driverOverride);
  }

  /** Restricts the device to the driver of that name, whatever its ids; empty takes the restriction back. Binds and unbinds nothing. */
  public void overrideDriver(Optional<String> name) {
    driverOverride = name.orElse(null);
  }

  /** The nodes registered for this device. */
  public List<DeviceNode> nodes() {
    synchronized (nodes) {
      return List.copyOf(nodes);
    }
  }

  /** Announces a change, with variables that say which. */
  public void changed(Map<String, String> variables) {
    if (!gone) {
      SequencedMap<String, String> all = new LinkedHashMap<>(variables);
      ueventVariables().forEach(all::putIfAbsent);
      bus.registry().report(UeventAction.CHANGE, path(), bus.name(), all);
    }
  }

  SequencedMap<String, String> ueventVariables() {
    SequencedMap<String, String> variables = new LinkedHashMap<>();
    if (state instanceof DeviceState.Bound(String driver)) {
      variables.put("DRIVER", driver);
    }
    variables.putAll(bus.type().ueventVariables(this));
    spec.variables().forEach(variables::putIfAbsent);
    return variables;
  }

  /** Whether this thread is inside a callback of the device or of one that hangs on it. */
  boolean isBusyHere() {
    return lock.isHeldByCurrentThread() || children().stream().anyMatch(Device::isBusyHere);
  }

  ReentrantLock lock() {
    return lock;
  }

  Directory directory() {
    return directory;
  }

  DeviceSpec spec() {
    return spec;
  }

  @Nullable
  Binding binding() {
    return binding;
  }

  void setState(DeviceState next) {
    state = next;
  }

  /** A driver gets the device; nodes registered from now on belong to the binding. */
  void begin(Binding next) {
    synchronized (nodes) {
      binding = next;
      takesNodes = !gone;
    }
  }

  /** No node is registered any more under the present binding; those that were go away, the newest first. */
  void endNodes() {
    List<DeviceNode> leaving;
    synchronized (nodes) {
      takesNodes = false;
      leaving = List.copyOf(nodes).reversed();
    }
    leaving.forEach(DeviceNode::unregister);
  }

  /** The driver has left. */
  void end() {
    synchronized (nodes) {
      binding = null;
      takesNodes = !gone;
    }
  }

  /** The device is on its way out: no node and no child device joins it any more. */
  void markGone() {
    synchronized (nodes) {
      gone = true;
    }
  }

  /** The devices that hang on this one, in the order they came. */
  public List<Device> children() {
    synchronized (nodes) {
      return List.copyOf(children);
    }
  }

  /** False when it is too late. */
  boolean adoptChild(Device child) {
    synchronized (nodes) {
      if (gone) {
        return false;
      }
      children.add(child);
      return true;
    }
  }

  void disownChild(Device child) {
    synchronized (nodes) {
      children.remove(child);
    }
  }

  /** Makes a node of this device, under its present binding; null when it is too late. */
  @Nullable
  DeviceNode adopt(Function<@Nullable Binding, DeviceNode> maker) {
    synchronized (nodes) {
      if (gone || !takesNodes) {
        return null;
      }
      DeviceNode node = maker.apply(binding);
      nodes.add(node);
      return node;
    }
  }

  void disown(DeviceNode node) {
    synchronized (nodes) {
      nodes.remove(node);
    }
  }

  @Override
  public String toString() {
    return "device " + path();
  }
}
