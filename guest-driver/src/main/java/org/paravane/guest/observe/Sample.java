package org.paravane.guest.observe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * What a device did until one moment.
 *
 * @param device     its name
 * @param takenNanos when, by {@link System#nanoTime}
 * @param state      what it says of itself
 * @param openCount  open files
 * @param figures    attributes of the groups memory, usage, engines and hwmon
 * @param clients    who has it open
 */
public record Sample(String device, long takenNanos, Optional<String> state, OptionalLong openCount,
    Attributes figures, List<Client> clients) {

  public Sample {
    clients = List.copyOf(clients);
  }

  /** Looks at a device. */
  public static Sample of(ObservedDevice device, long nowNanos) {
    return new Sample(device.name(), nowNanos, device.text(DeviceKeys.STATE), device.number(DeviceKeys.OPEN_COUNT),
        device.groups("memory", "usage", DeviceKeys.ENGINES, "hwmon"), device.clients());
  }

  /** Busy nanoseconds by engine; nothing where the device does not tell. */
  public SequencedMap<String, Long> engineNanos() {
    SequencedMap<String, Long> engines = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : figures.values().entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(DeviceKeys.ENGINES + "/") && key.endsWith(DeviceKeys.BUSY_SUFFIX)) {
        String engine = key.substring(DeviceKeys.ENGINES.length() + 1, key.length() - DeviceKeys.BUSY_SUFFIX.length());
        Attributes.number(entry.getValue()).ifPresent(nanos -> engines.put(engine.replaceAll("[/_]+$", ""), nanos));
      }
    }
    return engines;
  }

  /** Busy nanoseconds of all engines together. */
  public OptionalLong busyNanos() {
    SequencedMap<String, Long> engines = engineNanos();
    return engines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(engines.values().stream().mapToLong(Long::longValue).sum());
  }

  /** Which share of its engines' time the device was busy since an earlier sample, 0 to 1. */
  public OptionalDouble busyShareSince(Sample earlier) {
    return share(earlier.busyNanos(), busyNanos(), earlier);
  }

  /** The same of one client; one that was not there before has none yet. */
  public OptionalDouble busyShareSince(Sample earlier, Client client) {
    OptionalLong before = earlier.clients.stream().filter(each -> each.id().equals(client.id())).findFirst()
        .map(Client::engineNanos).orElse(OptionalLong.empty());
    return share(before, client.engineNanos(), earlier);
  }

  private OptionalDouble share(OptionalLong before, OptionalLong now, Sample earlier) {
    long elapsed = takenNanos - earlier.takenNanos;
    long engines = figures.numberAt(DeviceKeys.ENGINE_COUNT).orElse(engineNanos().size());
    if (before.isEmpty() || now.isEmpty() || elapsed <= 0 || engines <= 0) {
      return OptionalDouble.empty();
    }
    // A counter may step back for a moment; and a packet is counted when it ends, so that a share may pass 1.
    double busy = Math.max(0, now.getAsLong() - before.getAsLong());
    return OptionalDouble.of(Math.min(1, busy / elapsed / engines));
  }

  /** How often a second a counter went up since an earlier sample. */
  public OptionalDouble rateSince(Sample earlier, String key) {
    OptionalLong before = earlier.figures.numberAt(key);
    OptionalLong now = figures.numberAt(key);
    long elapsed = takenNanos - earlier.takenNanos;
    return before.isEmpty() || now.isEmpty() || elapsed <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(0, now.getAsLong() - before.getAsLong()) * 1e9 / elapsed);
  }
}
