package org.paravane.tests.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.paravane.vmbus.ring.model.WakeupModel;
import org.paravane.vmbus.ring.model.WakeupModel.Exploration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code paravane conformance wakeup}: the exhaustive model of the ring's hand-shakes. */
@Command(name = "wakeup", mixinStandardHelpOptions = true, description = {
    "Explores all interleavings of one writer and one reader over the ring's four store-to-load hand-shakes,",
    "as they are and with each fence and each re-check left out."})
final class WakeupCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Exploration> all = WakeupModel.exploreAll(WakeupModel.PACKETS);
    for (Exploration each : all) {
      out.printf("%-32s %-14s %9d states  %-13s %s%n", each.mutation().text(), each.memory(), each.states(),
          each.foundLostWakeup() ? "lost wake-up" : "none lost", each.asExpected() ? "as expected" : "UNEXPECTED");
    }
    out.flush();
    return all.stream().allMatch(Exploration::asExpected) ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
