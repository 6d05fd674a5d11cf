package org.paravane.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.attribute.Names;
import org.paravane.device.lifetime.ReleaseScope;
import org.paravane.device.tree.AttributeSet;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;
import org.paravane.device.uevent.UeventAction;

/** Makes a device appear on its bus and disappear; a failure on the way leaves what was there before (linux-accel.md 2.4, 2.5). */
final class DeviceRegistration {
  private final Device device;
  private final Bus bus;
  private final DeviceRegistry registry;
  private final ReleaseScope undo;
  private volatile @Nullable AttributeSet attributes;

  DeviceRegistration(Device device) {
    this.device = device;
    this.bus = device.bus();
    this.registry = bus.registry();
    this.undo = new ReleaseScope("device " + device.name());
  }

  Device device() {
    return device;
  }

  /** Name, attributes, directory, bus link, "add"; afterwards the device can be probed. */
  Result<Device> register() {
    boolean registered = false;
    device.lock().lock();
    try {
      Result<Device> answer = name().flatMap(done -> attributes()).flatMap(done -> directory())
          .flatMap(done -> busLink()).map(done -> announce());
      registered = answer instanceof Result.Ok<Device>;
      return answer;
    } finally {
      if (!registered) {
        device.markGone();
        device.setState(new DeviceState.Removed());
        undo.release();
      }
      device.lock().unlock();
    }
  }

  private Result<Boolean> name() {
    registry.reached("name");
    if (!bus.reserve(this)) {
      return Result.failed(Errno.EEXIST, "device name is taken: bus=" + bus.name() + ", device=" + device.name());
    }
    undo.add("name", () -> bus.free(this));
    // The log sends it only if there was an "add".
    undo.add("announcement",
        () -> registry.announce(UeventAction.REMOVE, device.path(), bus.name(), device.ueventVariables()));
    return Result.ok(true);
  }

  private Result<Boolean> attributes() {
    registry.reached("attributes");
    device.directory().link("subsystem",
        new Link(registry.inodes().next(), Link.relative(device.path() + "/subsystem", bus.path())));
    List<AttributeGroup> groups = new ArrayList<>();
    groups.add(AttributeGroup.of(registry.ueventAttribute(device::path, bus.name(), device::ueventVariables),
        Attribute.readWrite("driver_override", () -> device.driverOverride().orElse("(null)"), this::storeOverride)));
    groups.addAll(bus.type().deviceGroups(device));
    groups.addAll(device.spec().groups());
    return AttributeSet.attach(device.directory(), registry.inodes(), "device " + device.name(), groups).map(set -> {
      attributes = set;
      undo.add("attributes", set::detach);
      return true;
    });
  }

  private Result<String> storeOverride(String value) {
    if (value.isEmpty()) {
      device.overrideDriver(Optional.empty());
      return Result.ok(value);
    }
    if (!Names.isValid(value)) {
      return Attribute.invalid("driver_override", value);
    }
    device.overrideDriver(Optional.of(value));
    return Result.ok(value);
  }

  private Result<Boolean> directory() {
    registry.reached("directory");
    Directory parent = device.parent().map(Device::directory)
        .orElseGet(() -> registry.directory("sys/devices/" + bus.name()));
    boolean placed = device.parent().map(hub -> hub.adoptChild(device)).orElse(true);
    if (!placed) {
      return Result.failed(Errno.ENODEV, "parent is going away: device=" + device.name());
    }
    undo.add("child", () -> device.parent().ifPresent(hub -> hub.disownChild(device)));
    if (!parent.link(device.name(), device.directory())) {
      return Result.failed(Errno.EEXIST, "name is taken: step=directory, name=" + device.name());
    }
    undo.add("directory", () -> parent.unlink(device.name(), device.directory()));
    return Result.ok(true);
  }

  private Result<Boolean> busLink() {
    registry.reached("bus");
    Directory place = registry.directory(bus.path() + "/devices");
    String path = bus.path() + "/devices/" + device.name();
    Link link = new Link(registry.inodes().next(), Link.relative(path, device.path()));
    if (!place.link(device.name(), link)) {
      return Result.failed(Errno.EEXIST, "name is taken: step=bus, name=" + device.name());
    }
    undo.add("bus", () -> place.unlink(device.name(), link));
    return Result.ok(true);
  }

  private Device announce() {
    registry.reached("add");
    registry.announce(UeventAction.ADD, device.path(), bus.name(), device.ueventVariables());
    registry.reached("added");
    device.setState(new DeviceState.Unbound(Optional.empty()));
    return device;
  }

  /**
   * Children, attributes, driver, then the steps of the registration backwards, "remove" at the end. A second caller
   * returns when the first is through.
   */
  void unregister() {
    device.markGone();
    device.children().reversed().forEach(child -> child.bus().remove(child));
    AttributeSet present = attributes;
    if (present != null) {
      // Before the lock, which a write to an attribute may be waiting for.
      present.detach();
    }
    device.lock().lock();
    try {
      if (!(device.state() instanceof DeviceState.Removed)) {
        registry.binder().detach(device);
        device.endNodes();
        registry.deferrals().forget(device);
        device.setState(new DeviceState.Removed());
        undo.release();
      }
    } finally {
      device.lock().unlock();
    }
  }
}
