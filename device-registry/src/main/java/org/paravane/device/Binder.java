package org.paravane.device;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.tree.AttributeSet;
import org.paravane.device.uevent.UeventAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings devices and drivers together and apart (linux-accel.md 2.2–2.4). Every method runs with the device locked. */
final class Binder {
  private static final Logger LOG = LoggerFactory.getLogger(Binder.class);

  private final DeviceRegistry registry;
  private final DeferredProbes deferred;

  Binder(DeviceRegistry registry, DeferredProbes deferred) {
    this.registry = registry;
    this.deferred = deferred;
  }

  /**
   * Offers a device to a driver. Ok only if it is bound afterwards; ENODEV for a device or driver that is gone, EBUSY if it
   * has a driver, EAGAIN if the probe was put off, else the errno of the probe.
   */
  Result<Device> attach(Device device, DriverEntry entry) {
    if (device.isGone() || device.state() instanceof DeviceState.Announced || entry.isLeaving()) {
      return Result.failed(Errno.ENODEV, "not there to be bound: device=" + device.name() + ", driver=" + entry.name());
    }
    Binding present = device.binding();
    if (present != null) {
      return Result.failed(Errno.EBUSY,
          "device has a driver: device=" + device.name() + ", driver=" + present.entry().name());
    }
    long others = deferred.triggersByOthers();
    ProbeResult result = probe(device, entry);
    if (result instanceof ProbeResult.Bound && registry.options().probeTwice()) {
      LOG.debug("test mode, binding once more: device={}, driver={}", device.name(), entry.name());
      release(device, true);
      result = probe(device, entry);
    }
    return switch (result) {
      case ProbeResult.Bound bound -> bound(device, entry);
      case ProbeResult.NotMine(Errno errno, String reason) -> unbound(device, entry, result, errno, reason);
      case ProbeResult.Failed(Errno errno, String reason) -> {
        LOG.warn("probe failed: device={}, driver={}, errno={}, reason={}", device.name(), entry.name(), errno, reason);
        yield unbound(device, entry, result, errno, reason);
      }
      case ProbeResult.Deferred(String reason) -> {
        DeviceState.Deferred why = new DeviceState.Deferred(entry.name(), reason);
        device.setState(why);
        deferred.defer(device, why);
        device.bus().deferred(device);
        if (deferred.triggersByOthers() != others) {
          registry.retryDeferred(device);
        }
        yield Result.failed(Errno.EAGAIN, reason);
      }
    };
  }

  /** That one driver does not take a device leaves it put off if another one has done so. */
  private Result<Device> unbound(Device device, DriverEntry entry, ProbeResult result, Errno errno, String reason) {
    Optional<DeviceState.Deferred> putOff = deferred.find(device).filter(why -> !why.driver().equals(entry.name()));
    if (putOff.isPresent()) {
      device.setState(putOff.get());
    } else {
      deferred.forget(device);
      device.setState(new DeviceState.Unbound(Optional.of(result)));
    }
    return Result.failed(errno, reason);
  }

  /** Probes; unless the answer is Bound, everything the probe did is undone. */
  private ProbeResult probe(Device device, DriverEntry entry) {
    Binding binding = new Binding(entry, device.name());
    device.begin(binding);
    device.setState(new DeviceState.Probing(entry.name()));
    @Nullable
    ProbeResult result = null;
    try {
      result = entry.driver().probe(device);
    } catch (RuntimeException e) {
      LOG.error("driver threw: device={}, driver={}, call=probe", device.name(), entry.name(), e);
      result = new ProbeResult.Failed(Errno.EIO, "driver failed: driver=" + entry.name() + ", cause=" + e);
    } finally {
      // Also when an error, out of memory for instance, goes through to the caller.
      if (!(result instanceof ProbeResult.Bound)) {
        release(device, false);
        device.setState(new DeviceState.Unbound(Optional.ofNullable(result)));
      }
    }
    if (!(result instanceof ProbeResult.Bound)) {
      return result;
    }
    return switch (addGroups(device, binding)) {
      case Result.Ok<Boolean> ok -> result;
      case Result.Failed<Boolean> failed -> {
        release(device, true);
        yield new ProbeResult.Failed(failed.errno(), failed.reason());
      }
    };
  }

  private Result<Boolean> addGroups(Device device, Binding binding) {
    Driver driver = binding.entry().driver();
    try {
      return AttributeSet
          .attach(device.directory(), registry.inodes(), "driver " + driver.name(), driver.groups(device)).map(set -> {
            binding.setAttributes(set);
            return true;
          });
    } catch (RuntimeException e) {
      LOG.error("driver threw: device={}, driver={}, call=groups", device.name(), driver.name(), e);
      return Result.failed(Errno.EIO, "driver failed: driver=" + driver.name() + ", cause=" + e);
    }
  }

  private Result<Device> bound(Device device, DriverEntry entry) {
    device.setState(new DeviceState.Bound(entry.name()));
    entry.bound(device);
    deferred.forget(device);
    registry.retryDeferred();
    registry.announce(UeventAction.BIND, device.path(), device.bus().name(), device.ueventVariables());
    return Result.ok(device);
  }

  /** Takes the driver off a device, if it has one; EBUSY from inside its own probe or remove. */
  Result<Device> detach(Device device) {
    Binding binding = device.binding();
    if (binding == null) {
      return Result.ok(device);
    }
    if (!(device.state() instanceof DeviceState.Bound)) {
      return Result.failed(Errno.EBUSY, "device is being bound or unbound: device=" + device.name());
    }
    device.setState(new DeviceState.Unbinding(binding.entry().name()));
    release(device, true);
    binding.entry().unbound(device);
    device.setState(new DeviceState.Unbound(Optional.empty()));
    var variables = device.ueventVariables();
    variables.remove("MODALIAS");
    registry.announce(UeventAction.UNBIND, device.path(), device.bus().name(), variables);
    return Result.ok(device);
  }

  /**
   * Undoes a binding: callers out of the nodes, attributes away, the driver's remove if its probe had bound, its resources
   * last-in first-out, its data.
   */
  private static void release(Device device, boolean callRemove) {
    @Nullable
    Binding binding = device.binding();
    if (binding == null) {
      throw new IllegalStateException("nothing to release: device=" + device.name());
    }
    device.endNodes();
    binding.detachAttributes();
    if (callRemove) {
      try {
        binding.entry().driver().remove(device);
      } catch (RuntimeException e) {
        LOG.error("driver threw: device={}, driver={}, call=remove", device.name(), binding.entry().name(), e);
      }
    }
    binding.untilUnbind().release();
    binding.setData(null);
    device.end();
    binding.drop();
  }
}
