package org.paravane.guest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.paravane.guest.observe.Client;
import org.paravane.guest.observe.MountedTree;
import org.paravane.guest.observe.ObservedDevice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paravane info}. */
@Command(name = "info", description = "Shows every attribute of devices and who has them open, without opening one.")
public final class InfoCommand extends TreeCommand {
  @Parameters(arity = "0..*", paramLabel = "DEV", description = "such as accel0, an id of dev/by-id, or the path of a node; all devices when none is named")
  private List<String> named = new ArrayList<>();

  @Override
  int call(MountedTree tree) {
    for (ObservedDevice device : devices(tree, named)) {
      SequencedMap<String, String> attributes = device.attributes().values();
      List<Client> clients = device.clients();
      if (isJson()) {
        print(new JsonRow().put("device", device.name()).put("node", device.node().toString())
            .put("attributes", attributes).putRows("clients", clients.stream().map(ClientText::row).toList()));
      } else {
        print(device.name());
        show(attributes, "  ");
        for (Client client : clients) {
          print("  client " + client.id());
          show(ClientText.values(client), "    ");
        }
      }
    }
    return ExitCode.OK;
  }

  private void show(Map<String, String> values, String indent) {
    new LinkedHashMap<>(values)
        .forEach((key, value) -> print(indent + key + " = " + value.replace("\n", "\n" + indent + "  ")));
  }
}
