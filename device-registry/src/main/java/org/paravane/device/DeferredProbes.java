package org.paravane.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Devices whose probe was put off. Those pending become active when any probe succeeds, and are then asked again one by
 * one (linux-accel.md 2.3).
 */
final class DeferredProbes {
  private final SequencedMap<Device, String> pending = new LinkedHashMap<>();
  private final SequencedMap<Device, String> active = new LinkedHashMap<>();
  private final ThreadLocal<long[]> own = ThreadLocal.withInitial(() -> new long[1]);
  private long triggers;

  /** Puts a device off. */
  synchronized void defer(Device device, String reason) {
    active.remove(device);
    pending.put(device, reason);
  }

  /** The device is bound or gone. */
  synchronized void forget(Device device) {
    pending.remove(device);
    active.remove(device);
  }

  /** A probe has succeeded: all are to be asked again. True if there are any. */
  synchronized boolean trigger() {
    triggers++;
    own.get()[0]++;
    active.putAll(pending);
    pending.clear();
    return !active.isEmpty();
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
    Map.Entry<Device, String> first = active.pollFirstEntry();
    return first == null ? null : first.getKey();
  }

  /** All devices put off, with the reason. */
  synchronized List<Map.Entry<Device, String>> all() {
    List<Map.Entry<Device, String>> all = new ArrayList<>(pending.entrySet());
    all.addAll(active.entrySet());
    return all.stream().map(entry -> Map.entry(entry.getKey(), entry.getValue())).toList();
  }
}
