package org.paravane.device;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.tree.AttributeSet;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;

/** A driver on a bus: its directory and the devices that it serves. */
final class DriverEntry {
  private final Bus bus;
  private final Driver driver;
  private final Directory directory;
  private final AttributeSet attributes;
  private final List<Device> bound = new ArrayList<>();
  private volatile boolean leaving;

  DriverEntry(Bus bus, Driver driver) {
    this.bus = bus;
    this.driver = driver;
    this.directory = new Directory(bus.registry().inodes());
    List<AttributeGroup> groups = List.of(AttributeGroup.of(Attribute.writeOnly("bind", this::bind),
        Attribute.writeOnly("unbind", this::unbind)));
    this.attributes = switch (AttributeSet.attachUnguarded(directory, bus.registry().inodes(),
        "driver " + driver.name(),
        groups)) {
      case Result.Ok<AttributeSet>(AttributeSet set) -> set;
      case Result.Failed<AttributeSet> failed -> throw new IllegalStateException(failed.reason());
    };
  }

  private Result<String> bind(String name) {
    return bus.device(name).map(device -> bus.bind(device, driver).map(Device::name))
        .orElseGet(() -> unknown(name));
  }

  private Result<String> unbind(String name) {
    return bus.device(name).map(device -> bus.unbind(device, driver).map(Device::name))
        .orElseGet(() -> unknown(name));
  }

  private Result<String> unknown(String name) {
    return Result.failed(Errno.ENODEV, "no such device: bus=" + bus.name() + ", device=" + name);
  }

  Driver driver() {
    return driver;
  }

  String name() {
    return driver.name();
  }

  Directory directory() {
    return directory;
  }

  String path() {
    return bus.path() + "/drivers/" + name();
  }

  /** No device gets to the driver any more. */
  void leave() {
    leaving = true;
    attributes.detach();
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Puts a device on the list and links driver and device to each other. */
  synchronized void bound(Device device) {
    bound.add(device);
    device.directory().link("driver",
        new Link(bus.registry().inodes().next(), Link.relative(device.path() + "/driver", path())));
    directory.link(device.name(),
        new Link(bus.registry().inodes().next(), Link.relative(path() + "/" + device.name(), device.path())));
  }

  /** Undoes {@link #bound}. */
  synchronized void unbound(Device device) {
    if (bound.remove(device)) {
      device.directory().unlink("driver");
      directory.unlink(device.name());
    }
  }

  synchronized List<Device> devices() {
    return List.copyOf(bound);
  }
}
