package org.paravane.tests.cli;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the demo's guests reported, as a table or as JSON. */
record DemoReport(Front front, List<Device> devices, List<Row> rows, long elapsedMillis) {
  /** How the guests came to their devices. */
  enum Front {
    /** Nodes of a mounted tree, opened like any file. */
    MOUNTED("nodes of a mounted tree"),
    /** A driver in each guest's process. */
    IN_PROCESS("a driver in each guest");

    private final String text;

    Front(String text) {
      this.text = text;
    }
  }

  /**
   * What a device is.
   *
   * @param device name of its node
   * @param name for people
   * @param engine what executes its packets: simulated, opencl
   */
  record Device(String device, String name, String engine) {
  }

  /**
   * One kernel run by one guest on one device.
   *
   * @param bytes moved by the kernel, read and written
   * @param micros from submission to the fence, as the guest saw it
   */
  record Row(String guest, String device, String kernel, long bytes, long micros, boolean verified) {
    static Row parse(String guest, JsonNode json) {
      return new Row(guest, json.required("device").asString(), json.required("kernel").asString(),
          json.required("bytes").asLong(), json.required("micros").asLong(), json.required("verified").asBoolean());
    }
  }

  boolean allVerified(int expectedRows) {
    return rows.size() == expectedRows && rows.stream().allMatch(Row::verified);
  }

  String toJson(int expectedRows) {
    return JsonMapper.shared()
        .writeValueAsString(new Json(front, devices, rows, elapsedMillis, allVerified(expectedRows)));
  }

  private record Json(Front front, List<Device> devices, List<Row> runs, long elapsedMillis, boolean allVerified) {
  }

  String toTable(int expectedRows) {
    StringBuilder out = new StringBuilder();
    for (Device device : devices) {
      out.append(String.format(Locale.ROOT, "%s: %s, engine: %s%n", device.device, device.name, device.engine));
    }
    out.append(String.format(Locale.ROOT, "%-8s %-8s %-12s %12s %12s  %s%n", "guest", "device", "kernel", "bytes",
        "time (us)", "verified"));
    for (Row row : rows) {
      out.append(String.format(Locale.ROOT, "%-8s %-8s %-12s %12d %12d  %s%n", row.guest, row.device, row.kernel,
          row.bytes, row.micros, row.verified ? "yes" : "NO"));
    }
    long verified = rows.stream().filter(Row::verified).count();
    out.append(String.format(Locale.ROOT, "%s: %d of %d runs over %s, %.1f s%n",
        allVerified(expectedRows) ? "all verified" : "NOT all verified", verified, expectedRows, front.text,
        elapsedMillis / 1000.0));
    return out.toString();
  }
}
