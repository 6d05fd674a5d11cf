package org.paravane.guest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.paravane.guest.GuestStack;
import picocli.CommandLine.Parameters;

/** A command that shows attributes of devices. */
abstract class ShowCommand extends HostCall {
  @Parameters(arity = "0..*", paramLabel = "DEVICE", description = "such as accel0; all devices when none is named")
  private List<String> named = new ArrayList<>();

  ShowCommand(GuestMaker guests) {
    super(guests);
  }

  /** Which attributes are shown. */
  abstract DeviceAttributes chosen(DeviceAttributes all);

  @Override
  final int call(GuestStack guest) {
    List<String> present = guest.accelerators();
    List<String> devices = named.isEmpty() ? present : named;
    for (String device : devices) {
      if (!present.contains(device)) {
        throw usage("No such device: " + device + "; there are: " + present);
      }
    }
    for (String device : devices) {
      show(device, chosen(DeviceAttributes.of(guest.registry().tree(), device)));
    }
    return ExitCode.OK;
  }

  private void show(String device, DeviceAttributes attributes) {
    if (isJson()) {
      print(new JsonLine().add("device", device).add("attributes", attributes.values()));
      return;
    }
    print(device);
    for (Map.Entry<String, String> attribute : attributes.values().entrySet()) {
      print("  " + attribute.getKey() + " = " + attribute.getValue().replace("\n", "\n    "));
    }
  }
}
