package org.paravane.guest.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.observe.Client;
import org.paravane.guest.observe.DeviceKeys;
import org.paravane.guest.observe.Sample;

/** How samples are shown. */
final class StatsText {
  private static final double NANOS = 1e9;
  private static final double MILLI = 1e3;
  private static final double MICRO = 1e6;

  private StatsText() {
  }

  /** A line for each device. */
  static Table devices(List<Sample> now, Map<String, Sample> before) {
    Table table = new Table("DEVICE", "STATE", ">OPEN", ">ENGINE%", ">ENGINE s", ">MEM USED", ">MEM LIMIT",
        ">HOST MEM USED", ">CALLS/s", ">SUBMITS/s", ">TEMP C", ">POWER W", ">CLOCK MHz");
    for (Sample sample : now) {
      Sample earlier = before.get(sample.device());
      table.add(sample.device(), Cell.text(sample.state()), Cell.number(sample.openCount()),
          Cell.percent(share(sample, earlier)), Cell.scaled(sample.busyNanos(), NANOS, 3),
          Cell.bytes(number(sample, DeviceKeys.LOCAL_USED)), Cell.bytes(number(sample, DeviceKeys.LOCAL_LIMIT)),
          Cell.bytes(number(sample, DeviceKeys.NONLOCAL_USED)),
          Cell.decimal(rate(sample, earlier, DeviceKeys.CALLS)),
          Cell.decimal(rate(sample, earlier, DeviceKeys.SUBMISSIONS)),
          Cell.scaled(number(sample, DeviceKeys.MILLI_CELSIUS), MILLI, 1),
          Cell.scaled(number(sample, DeviceKeys.MICRO_WATTS), MICRO, 1),
          Cell.scaled(number(sample, DeviceKeys.HERTZ), MICRO, 0));
    }
    return table;
  }

  /** A line for each client of each device. */
  static Table clients(List<Sample> now, Map<String, Sample> before) {
    Table table = new Table("DEVICE", ">CLIENT", ">PID", "COMMAND", ">ENGINE%", ">ENGINE s", ">MEM");
    for (Sample sample : now) {
      Sample earlier = before.get(sample.device());
      for (Client client : sample.clients()) {
        table.add(sample.device(), client.id(), Cell.number(client.pid()), Cell.text(client.command()),
            Cell.percent(share(sample, earlier, client)), Cell.scaled(client.engineNanos(), NANOS, 3),
            Cell.bytes(client.memoryBytes()));
      }
    }
    return table;
  }

  /** A device and its clients as one object. */
  static JsonRow row(Sample sample, @Nullable Sample earlier, Instant time) {
    OptionalDouble elapsed = earlier == null
        ? OptionalDouble.empty()
        : OptionalDouble.of((sample.takenNanos() - earlier.takenNanos()) / NANOS);
    List<JsonRow> clients = sample.clients().stream()
        .map(client -> ClientText.row(client).put("engine_share", share(sample, earlier, client))).toList();
    return new JsonRow().put("device", sample.device()).put("time", time.toString()).put("elapsed_seconds", elapsed)
        .put("state", sample.state()).put("open_count", sample.openCount())
        .putNumbers("engine_ns", sample.engineNanos()).put("engine_share", share(sample, earlier))
        .put("local_used_bytes", number(sample, DeviceKeys.LOCAL_USED))
        .put("local_limit_bytes", number(sample, DeviceKeys.LOCAL_LIMIT))
        .put("nonlocal_used_bytes", number(sample, DeviceKeys.NONLOCAL_USED))
        .put("nonlocal_limit_bytes", number(sample, DeviceKeys.NONLOCAL_LIMIT))
        .put("calls", number(sample, DeviceKeys.CALLS))
        .put("calls_per_second", rate(sample, earlier, DeviceKeys.CALLS))
        .put("submissions", number(sample, DeviceKeys.SUBMISSIONS))
        .put("submissions_per_second", rate(sample, earlier, DeviceKeys.SUBMISSIONS))
        .put("temperature_millicelsius", number(sample, DeviceKeys.MILLI_CELSIUS))
        .put("power_microwatts", number(sample, DeviceKeys.MICRO_WATTS))
        .put("clock_hertz", number(sample, DeviceKeys.HERTZ)).putRows("clients", clients);
  }

  private static OptionalLong number(Sample sample, String key) {
    return sample.figures().numberAt(key);
  }

  private static OptionalDouble share(Sample sample, @Nullable Sample earlier) {
    return earlier == null ? OptionalDouble.empty() : sample.busyShareSince(earlier);
  }

  private static OptionalDouble share(Sample sample, @Nullable Sample earlier, Client client) {
    return earlier == null ? OptionalDouble.empty() : sample.busyShareSince(earlier, client);
  }

  private static OptionalDouble rate(Sample sample, @Nullable Sample earlier, String key) {
    return earlier == null ? OptionalDouble.empty() : sample.rateSince(earlier, key);
  }
}
