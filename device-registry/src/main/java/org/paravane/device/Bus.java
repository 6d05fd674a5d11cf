package org.paravane.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.tree.AttributeSet;
import org.paravane.device.tree.Directory;

/**
 * The devices and drivers of one kind. A device is offered to drivers when it is added, a driver to devices when it is
 * added. Add and remove from anywhere but the callbacks of the very device.
 */
public final class Bus {
  private final DeviceRegistry registry;
  private final BusType type;
  private final Map<String, DeviceRegistration> devices = new LinkedHashMap<>();
  private final Map<String, DriverEntry> drivers = new LinkedHashMap<>();
  private final Directory driversDirectory;
  private volatile boolean autoprobe = true;

  Bus(DeviceRegistry registry, BusType type) {
    this.registry = registry;
    this.type = type;
    Directory directory = registry.directory(path());
    directory.below("devices");
    registry.directory("sys/devices/" + type.name());
    this.driversDirectory = directory.below("drivers");
    AttributeSet.attachUnguarded(directory, registry.inodes(), "bus " + type.name(), List.of(AttributeGroup.of(
        Attribute.readWrite("drivers_autoprobe", () -> autoprobe ? "1" : "0", this::storeAutoprobe),
        Attribute.writeOnly("drivers_probe", this::storeProbe))));
  }

  /** The name, {@code vmbus} for instance. */
  public String name() {
    return type.name();
  }

  /** What is particular to the bus. */
  public BusType type() {
    return type;
  }

  /** The registry that the bus belongs to. */
  public DeviceRegistry registry() {
    return registry;
  }

  /** The path in the tree. */
  public String path() {
    return "sys/bus/" + type.name();
  }

  /** The devices on the bus, in the order they came: a snapshot. */
  public List<Device> devices() {
    synchronized (devices) {
      List<Device> present = new ArrayList<>();
      for (DeviceRegistration registration : devices.values()) {
        if (!(registration.device().state() instanceof DeviceState.Announced)) {
          present.add(registration.device());
        }
      }
      return present;
    }
  }

  /** The device of that name. */
  public Optional<Device> device(String name) {
    synchronized (devices) {
      return Optional.ofNullable(devices.get(name)).map(DeviceRegistration::device)
          .filter(device -> !(device.state() instanceof DeviceState.Announced));
    }
  }

  /** The drivers, in the order they came: a snapshot. */
  public List<Driver> drivers() {
    return entries().stream().map(DriverEntry::driver).toList();
  }

  /** The devices that a driver serves. */
  public List<Device> devices(Driver driver) {
    DriverEntry entry = entry(driver);
    return entry == null ? List.of() : entry.devices();
  }

  private List<DriverEntry> entries() {
    synchronized (drivers) {
      return List.copyOf(drivers.values());
    }
  }

  private @Nullable DriverEntry entry(Driver driver) {
    synchronized (drivers) {
      DriverEntry entry = drivers.get(driver.name());
      return entry != null && entry.driver().equals(driver) ? entry : null;
    }
  }

  /**
   * Adds a device: its directory with all attributes, then "add", then it is offered to the drivers. EEXIST if the name is
   * taken, ENODEV if its parent is gone. That no driver takes it, or that a probe fails, is not a failure of adding.
   */
  public Result<Device> add(DeviceSpec spec) {
    return registry.operations().run(() -> {
      DeviceRegistration registration = new DeviceRegistration(new Device(this, spec, registry.nextId()));
      return registration.register().map(device -> {
        if (autoprobe) {
          probe(device);
        }
        return device;
      });
    });
  }

  /**
   * Removes a device: devices that hang on it, attributes, driver, "remove". When this returns no callback for it runs. From
   * inside a callback of the device itself the removal happens when the callback is through. Idempotent.
   */
  public void remove(Device device) {
    registry.operations().run(() -> {
      DeviceRegistration registration;
      synchronized (devices) {
        registration = devices.get(device.name());
      }
      if (registration == null || registration.device() != device) {
        return;
      }
      if (device.isBusyHere()) {
        device.markGone();
        registry.operations().later(() -> remove(device));
      } else {
        registration.unregister();
      }
    });
  }

  /** Reserves a name; false if it is taken. */
  boolean reserve(DeviceRegistration registration) {
    synchronized (devices) {
      return devices.putIfAbsent(registration.device().name(), registration) == null;
    }
  }

  /** Gives a name back. */
  void free(DeviceRegistration registration) {
    synchronized (devices) {
      devices.remove(registration.device().name(), registration);
    }
  }

  /** Adds a driver and offers it the devices without one. EBUSY if the name is taken. */
  public Result<Driver> addDriver(Driver driver) {
    return registry.operations().run(() -> {
      DriverEntry entry = new DriverEntry(this, driver);
      synchronized (drivers) {
        if (drivers.putIfAbsent(driver.name(), entry) != null) {
          return Result.failed(Errno.EBUSY, "driver name is taken: bus=" + name() + ", driver=" + driver.name());
        }
        driversDirectory.link(driver.name(), entry.directory());
      }
      if (autoprobe) {
        devices()
            .forEach(device -> locked(device, () -> matches(device, entry) ? attach(device, entry) : refused(device)));
      }
      return Result.ok(driver);
    });
  }

  /** Removes a driver: all its devices are unbound and stay. When this returns no callback of it runs. Not from inside one. Idempotent. */
  public void removeDriver(Driver driver) {
    registry.operations().run(() -> {
      DriverEntry entry = entry(driver);
      if (entry == null) {
        return;
      }
      driversDirectory.unlink(driver.name(), entry.directory());
      entry.leave();
      // Any probe under way holds its device's lock; one that begins later sees that the driver is leaving.
      allDevices().forEach(device -> locked(device, () -> {
        Binding binding = device.binding();
        if (binding != null && binding.entry() == entry) {
          return registry.binder().detach(device);
        }
        forgetDeferral(device, entry);
        return Result.ok(device);
      }));
      synchronized (drivers) {
        drivers.remove(driver.name(), entry);
      }
    });
  }

  /** The device is asked no more if it was that driver which put it off. */
  private void forgetDeferral(Device device, DriverEntry entry) {
    registry.deferrals().find(device).filter(why -> why.driver().equals(entry.name())).ifPresent(why -> {
      registry.deferrals().forget(device);
      device.setState(new DeviceState.Unbound(Optional.of(new ProbeResult.Deferred(why.reason()))));
    });
  }

  private List<Device> allDevices() {
    synchronized (devices) {
      return devices.values().stream().map(DeviceRegistration::device).toList();
    }
  }

  /** Whether devices and drivers are offered to each other as they come. */
  public boolean autoprobe() {
    return autoprobe;
  }

  /** Switches that on or off; what is bound stays bound. */
  public void setAutoprobe(boolean on) {
    autoprobe = on;
  }

  /** Offers every device without driver to the drivers. */
  public void rescan() {
    registry.operations().run(() -> devices().forEach(this::probe));
  }

  /** Offers one device to the drivers, until one takes it. */
  void probe(Device device) {
    for (DriverEntry entry : entries()) {
      locked(device,
          () -> device.binding() == null && matches(device, entry) ? attach(device, entry) : refused(device));
      if (device.binding() != null) {
        return;
      }
    }
  }

  /** Asks again for every device that was put off. Answers those that still are. */
  public List<Device> retryDeferred() {
    registry.operations()
        .run(() -> devices().stream().filter(Bus::isDeferred).forEach(registry::retryDeferred));
    return devices().stream().filter(Bus::isDeferred).toList();
  }

  private static boolean isDeferred(Device device) {
    return device.state() instanceof DeviceState.Deferred;
  }

  /** A driver has put the device off. */
  void deferred(Device device) {
    type.deferred(device);
  }

  /** Asks again for a device that was put off. */
  void retry(Device device) {
    if (device.state() instanceof DeviceState.Deferred why && !autoprobe) {
      registry.deferrals().defer(device, why);
      return;
    }
    probe(device);
    locked(device, () -> {
      if (device.state() instanceof DeviceState.Deferred(String driver, String reason)
          && registry.deferrals().find(device).isEmpty()) {
        device.setState(new DeviceState.Unbound(Optional.of(new ProbeResult.Deferred(reason))));
      }
      return Result.ok(device);
    });
  }

  private boolean matches(Device device, DriverEntry entry) {
    return device.driverOverride().map(entry.name()::equals).orElseGet(() -> type.matches(device, entry.driver()));
  }

  private Result<Device> attach(Device device, DriverEntry entry) {
    return registry.binder().attach(device, entry);
  }

  private static Result<Device> refused(Device device) {
    return Result.failed(Errno.ENODEV, "device does not match: device=" + device.name());
  }

  private static Result<Device> locked(Device device, Supplier<Result<Device>> action) {
    device.lock().lock();
    try {
      return action.get();
    } finally {
      device.lock().unlock();
    }
  }

  /** Binds by hand. ENODEV if the two do not match or one is gone, EBUSY if the device has a driver, else what the probe says (put off: EAGAIN). */
  public Result<Device> bind(Device device, Driver driver) {
    return registry.operations().run(() -> {
      DriverEntry entry = entry(driver);
      return entry == null
          ? refused(device)
          : locked(device, () -> matches(device, entry) ? attach(device, entry) : refused(device));
    });
  }

  /** Unbinds by hand; the device stays. ENODEV if that driver does not have it. */
  public Result<Device> unbind(Device device, Driver driver) {
    return registry.operations().run(() -> locked(device, () -> {
      Binding binding = device.binding();
      return binding != null && binding.entry().driver().equals(driver)
          ? registry.binder().detach(device)
          : Result.failed(Errno.ENODEV,
              "driver does not have it: device=" + device.name() + ", driver=" + driver.name());
    }));
  }

  private Result<String> storeAutoprobe(String value) {
    switch (value) {
      case "0" -> autoprobe = false;
      case "1" -> autoprobe = true;
      default -> {
        return Attribute.invalid("drivers_autoprobe", value);
      }
    }
    return Result.ok(value);
  }

  private Result<String> storeProbe(String name) {
    Device device = device(name).orElse(null);
    if (device == null) {
      return Result.failed(Errno.ENODEV, "no such device: bus=" + name() + ", device=" + name);
    }
    registry.operations().run(() -> probe(device));
    return device.driver().isPresent()
        ? Result.ok(name)
        : Result.failed(Errno.EINVAL, "no driver took it: device=" + name + ", state=" + device.state());
  }
}
