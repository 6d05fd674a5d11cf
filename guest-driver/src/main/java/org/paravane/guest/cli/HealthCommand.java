package org.paravane.guest.cli;

import java.util.ArrayList;
import java.util.List;
import org.paravane.guest.observe.Health;
import org.paravane.guest.observe.MountedTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paravane health}. */
@Command(name = "health", description = {"Tells for each device whether it is well, without opening one.",
    "A device of the bus without a driver is not well, nor is a tree without devices. Exit code 0 when all are well, 1 otherwise."})
public final class HealthCommand extends TreeCommand {
  @Parameters(arity = "0..*", paramLabel = "DEV", description = "as for 'info'; all devices when none is named")
  private List<String> named = new ArrayList<>();

  @Override
  int call(MountedTree tree) {
    List<Health> all = new ArrayList<>(devices(tree, named).stream().map(Health::of).toList());
    if (named.isEmpty()) {
      tree.unbound().stream().map(Health::unbound).forEach(all::add);
    }
    Table table = new Table("DEVICE", "HEALTH", "STATE", "PROBLEM");
    for (Health health : all) {
      if (isJson()) {
        print(new JsonRow().put("device", health.device()).put("well", health.isWell()).put("state", health.state())
            .putTexts("problems", health.problems()));
      } else {
        table.add(health.device(), health.isWell() ? "ok" : "FAULT", Cell.text(health.state()),
            String.join("; ", health.problems()));
      }
    }
    if (all.isEmpty()) {
      complain("no device is there: root=" + tree.root());
    } else if (!isJson()) {
      table.lines().forEach(this::print);
    }
    return !all.isEmpty() && all.stream().allMatch(Health::isWell) ? ExitCode.OK : ExitCode.NOT_VERIFIED;
  }
}
