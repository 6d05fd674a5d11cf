package org.paravane.guest;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What every attribute of the tree is: the source of its documentation, and compared with a living tree in the tests, so that
 * none is without a row and no row without one. In paths, {@code <…>} stands for a part that differs.
 */
public final class AttributeTable {
  private static final String CLASS = "sys/class/accel/accel<n>/";
  private static final String DEVICE = "sys/devices/vmbus/<device>/";
  private static final String CLIENT = CLASS + "clients/<id>/";
  private static final String NONE = "";

  /**
   * One attribute.
   *
   * @param path    in the tree; that of the class where a device has several
   * @param mode    permission bits
   * @param unit    of a number, empty for none
   * @param meaning for people
   */
  public record Row(String path, int mode, String unit, String meaning) {
    private int certainCharacters() {
      return path.replaceAll("<[^>]*>", "").length();
    }

    private boolean matches(String other) {
      StringBuilder regex = new StringBuilder();
      for (String part : path.split("(?=<)|(?<=>)", -1)) {
        regex.append(part.startsWith("<") ? "[^/]+" : Pattern.quote(part));
      }
      return other.matches(regex.toString());
    }
  }

  private static final List<Row> ROWS = List.of(
      show(CLASS + "api_version", NONE, "version of the protocol between guest and host"),
      show(CLASS + "async_submission", NONE, "1: submissions need not be answered by the host"),
      show(CLASS + "compute_only", NONE, "1: the adapter has no graphics"),
      show(CLASS + "ddi_version", NONE, "driver model version of the host's driver"),
      show(CLASS + "description", NONE, "name of the adapter, for people"),
      show(CLASS + "dev", NONE, "major:minor of the node"),
      show(CLASS + "device_id", NONE, "PCI device id"),
      show(CLASS + "driver", NONE, "name of the driver"),
      show(CLASS + "host_instance_id", NONE, "what the host calls the adapter"),
      show(CLASS + "host_luid", NONE, "LUID of the adapter on the host"),
      show(CLASS + "instance_id", NONE, "instance of the VMBus channel"),
      show(CLASS + "luid", NONE, "LUID that programs open the adapter by"),
      show(CLASS + "minor", NONE, "minor number of the node"),
      show(CLASS + "name", NONE, "name of the node"),
      show(CLASS + "open_count", NONE, "files that are open now"),
      show(CLASS + "open_policy", NONE, "shared or exclusive; a second open of an exclusive node is EBUSY"),
      show(CLASS + "state", NONE, "active, or gone once calls answer ENODEV"),
      both(CLASS + "uevent", "environment of the node's uevents; writing an action makes one"),
      show(CLASS + "uuid", NONE, "names the device for as long as the host offers it; the name below dev/by-id"),
      show(CLASS + "vendor", NONE, "PCI vendor id"),
      show(CLASS + "engines/count", NONE, "engine nodes"),
      show(CLASS + "engines/node<i>", NONE, "kind and name of an engine node"),
      show(CLASS + "engines/node<i>_busy_ns", "ns", "time that the engine node worked for this guest"),
      show(CLASS + "errors/<errno>", NONE, "calls that failed with this errno"),
      show(CLASS + "errors/total", NONE, "calls that failed"),
      show(CLASS + "hwmon/freq1_input", "Hz", "clock of the engines now"),
      show(CLASS + "hwmon/name", NONE, "name of the chip, as hwmon has it"),
      show(CLASS + "hwmon/power1_input", "µW", "power of the adapter now"),
      show(CLASS + "hwmon/temp1_input", "m°C", "temperature of the chip now"),
      show(CLASS + "memory/local_limit_bytes", "bytes", "memory of the adapter that this guest could have in use"),
      show(CLASS + "memory/local_used_bytes", "bytes", "memory of the adapter that this guest has in use"),
      show(CLASS + "memory/nonlocal_limit_bytes", "bytes", "memory of this guest that the adapter could have in use"),
      show(CLASS + "memory/nonlocal_used_bytes", "bytes", "memory of this guest that the adapter has in use"),
      show(CLASS + "usage/aperture_excess_bytes", "bytes",
          "found dirtied in mappings outside of all allocations, and taken back, since the guest connected"),
      show(CLASS + "usage/calls", NONE, "ioctls that were answered"),
      show(CLASS + "usage/copied_bytes", "bytes", "copied for callers who cannot map; 0 while everything is mapped"),
      show(CLASS + "usage/open_count", NONE, "processes that use the adapter"),
      show(CLASS + "usage/opens", NONE, "files that were ever opened"),
      show(CLASS + "usage/state_changes", NONE, "how often the host said that a device's state changed"),
      show(CLASS + "usage/submissions", NONE, "command buffers that were handed to the host"),
      show(CLIENT + "adapters", NONE, "handles of the adapter that the file holds"),
      show(CLIENT + "comm", NONE, "command name of the process that opened the file"),
      show(CLIENT + "fault", NONE, "why a device of the file was last lost, empty before"),
      show(CLIENT + "fdinfo", NONE, "usage of the file in the keys of DRM fdinfo, a line each"),
      show(CLIENT + "objects", NONE, "objects that live"),
      show(CLIENT + "pending_events", NONE, "waits and eventfds that the host may still signal"),
      show(CLIENT + "pid", NONE, "process that opened the file"),
      show(DEVICE + "class_id", NONE, "interface of the VMBus channel"),
      show(DEVICE + "device_id", NONE, "instance of the VMBus channel"),
      both(DEVICE + "driver_override", "only this driver may bind; empty for any"),
      show(DEVICE + "id", NONE, "number of the VMBus channel"),
      show(DEVICE + "modalias", NONE, "what a driver's table is matched with"),
      both(DEVICE + "uevent", "environment of the device's uevents; writing an action makes one"),
      new Row("sys/bus/vmbus/drivers/<driver>/bind", 0200, NONE, "binds the device whose name is written"),
      new Row("sys/bus/vmbus/drivers/<driver>/unbind", 0200, NONE, "unbinds the device whose name is written"),
      both("sys/bus/vmbus/drivers_autoprobe", "1: devices that come are offered to the drivers"),
      new Row("sys/bus/vmbus/drivers_probe", 0200, NONE, "offers the device whose name is written to the drivers"),
      show("sys/kernel/uevent_seqnum", NONE, "number of the last uevent"));

  private AttributeTable() {
  }

  private static Row show(String path, String unit, String meaning) {
    return new Row(path, 0444, unit, meaning);
  }

  private static Row both(String path, String meaning) {
    return new Row(path, 0644, NONE, meaning);
  }

  public static List<Row> rows() {
    return ROWS;
  }

  /**
   * The row of an attribute, by its path without links, such as {@code sys/devices/vmbus/…/accel/accel0/dev}. The node of all
   * adapters, {@code dev/dxg}, has some of those of the class and no other.
   */
  public static Optional<Row> rowOf(String path) {
    String shown = path.replaceFirst("^sys/devices/.*/(?:accel/accel|dxg/dxg)[^/]*/", "sys/class/accel/accel0/");
    // What says more of the name comes first: errors/total before errors/<errno>.
    return ROWS.stream().filter(row -> row.matches(shown)).max(Comparator.comparingInt(Row::certainCharacters));
  }

  /** The table for the documentation. */
  public static String markdown() {
    StringBuilder text = new StringBuilder("""
        | attribute | mode | unit | meaning |
        |---|---|---|---|
        """);
    for (Row row : ROWS) {
      text.append("| `").append(row.path()).append("` | 0").append(Integer.toOctalString(row.mode())).append(" | ")
          .append(row.unit()).append(" | ").append(row.meaning()).append(" |\n");
    }
    return text.toString();
  }
}
