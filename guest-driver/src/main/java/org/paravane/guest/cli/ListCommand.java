package org.paravane.guest.cli;

import java.util.List;
import java.util.Optional;
import org.paravane.guest.observe.DeviceKeys;
import org.paravane.guest.observe.MountedTree;
import org.paravane.guest.observe.ObservedDevice;
import picocli.CommandLine.Command;

/** {@code paravane list}. */
@Command(name = "list", description = "Lists the devices of a mounted tree, without opening one.")
public final class ListCommand extends TreeCommand {
  @Override
  int call(MountedTree tree) {
    Table table = new Table("DEVICE", "DESCRIPTION", "ID", "STATE", ">ENGINES", ">MEMORY", ">OPEN");
    for (ObservedDevice device : tree.devices()) {
      Optional<String> id = device.instance().or(() -> device.text(DeviceKeys.INSTANCE));
      if (isJson()) {
        print(row(device, id));
      } else {
        table.add(device.name(), Cell.text(device.text(DeviceKeys.DESCRIPTION)), Cell.text(id),
            Cell.text(device.text(DeviceKeys.STATE)), Cell.number(device.number(DeviceKeys.ENGINE_COUNT)),
            Cell.bytes(device.number(DeviceKeys.LOCAL_LIMIT)), Cell.number(device.number(DeviceKeys.OPEN_COUNT)));
      }
    }
    List<String> lines = isJson() ? List.of() : table.lines();
    lines.forEach(this::print);
    return ExitCode.OK;
  }

  private static JsonRow row(ObservedDevice device, Optional<String> id) {
    return new JsonRow().put("device", device.name()).put("node", device.node().toString())
        .put("description", device.text(DeviceKeys.DESCRIPTION)).put("id", id)
        .put("uuid", device.text(DeviceKeys.UUID)).put("luid", device.text(DeviceKeys.LUID))
        .put("state", device.text(DeviceKeys.STATE)).put("engines", device.number(DeviceKeys.ENGINE_COUNT))
        .put("local_limit_bytes", device.number(DeviceKeys.LOCAL_LIMIT))
        .put("open_count", device.number(DeviceKeys.OPEN_COUNT));
  }
}
