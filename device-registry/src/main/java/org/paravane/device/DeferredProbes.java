package org.paravane.device;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Devices whose probe was put off, with the driver that did it and its reason. Those pending become active when any probe
 * succeeds, and are then asked again one by one (linux-accel.md 2.3).
 */
final class DeferredProbes {
  private final SequencedMap<Device, DeviceState.Deferred> pending = new LinkedHashMap<>();
  private final SequencedMap<Device, DeviceState.Deferred> active = new LinkedHashMap<>();
  private final ThreadLocal<long[]> own = ThreadLocal.withInitial(() -> new long[1]);
  private long triggers;

  /** Puts a device off. */
  synchronized void defer(Device device, DeviceState.Deferred why) {
    active.remove(device);
    pending.put(device, why);
  }

  /** The device is bound or gone. */
  synchronized void forget(Device device) {
    pending.remove(device);
    active.remove(device);
  }

  /** Why a device is put off, empty if it is not. */
  synchronized Optional<DeviceState.Deferred> find(Device device) {
    DeviceState.Deferred why = pending.get(device);
    return Optional.ofNullable(why != null ? why : active.get(device));
  }

  /** A probe has succeeded: all are to be asked again. True if there are any. */
  synchronized boolean trigger() {
    triggers++;
    own.get()[0]++;
    active.putAll(pending);
    pending.clear();
    return !active.isEmpty();
  }

  /** One device is to be asked again. Not a trigger: two threads that put off their devices would trigger each other for ever. */
  synchronized void activate(Device device) {
    DeviceState.Deferred why = pending.remove(device);
    if (why != null) {
      active.put(device, why);
    }
  }

  /**
   * How often other threads have triggered. A device that is put off is asked again at once if this changed during its
   * probe; what its own probe bound before putting off does not count, or the two would go on for ever.
   */
  synchronized long triggersByOthers() {
    return triggers - own.get()[0];
  }

  /** The next device to ask again, taken off the active list. */
  synchronized @Nullable Device nextActive() {
    Map.Entry<Device, DeviceState.Deferred> first = active.pollFirstEntry();
    return first == null ? null : first.getKey();
  }

  /** All devices put off. */
  synchronized SequencedMap<Device, DeviceState.Deferred> all() {
    SequencedMap<Device, DeviceState.Deferred> all = new LinkedHashMap<>(pending);
    all.putAll(active);
    return all;
  }
}
