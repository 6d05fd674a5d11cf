package org.paravane.guest.cli;

import org.paravane.guest.GuestStack;
import picocli.CommandLine.Command;

/** {@code paravane guest list}. */
@Command(name = "list", description = "Lists the devices of the host, without opening one.")
final class ListCommand extends HostCall {
  ListCommand() {
    this(GuestStack::connect);
  }

  ListCommand(GuestMaker guests) {
    super(guests);
  }

  @Override
  int call(GuestStack guest) {
    Table table = new Table("DEVICE", "DESCRIPTION", "LUID", "STATE", ">ENGINES", ">LOCAL BYTES", ">OPEN");
    for (String device : guest.accelerators()) {
      DeviceAttributes attributes = DeviceAttributes.of(guest.registry().tree(), device);
      if (isJson()) {
        print(new JsonLine().add("device", device).add("description", attributes.get("description"))
            .add("luid", attributes.get("luid")).add("state", attributes.get("state"))
            .add("engines", attributes.get("engines/count"))
            .add("local_bytes", attributes.get("memory/local_limit_bytes"))
            .add("open", attributes.get("usage/open_count")));
      }
      table.add(device, attributes.get("description"), attributes.get("luid"), attributes.get("state"),
          attributes.get("engines/count"), attributes.get("memory/local_limit_bytes"),
          attributes.get("usage/open_count"));
    }
    if (!isJson()) {
      table.lines().forEach(this::print);
    }
    return ExitCode.OK;
  }
}
