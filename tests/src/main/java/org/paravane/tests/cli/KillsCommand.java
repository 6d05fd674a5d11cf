package org.paravane.tests.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.paravane.tests.storm.GuestKills;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paravane conformance kills}: guests killed at random moments. */
@Command(name = "kills", mixinStandardHelpOptions = true, description = {
    "Starts a host, a guest that works all the time, and guests that are killed with SIGKILL at random moments;",
    "checks the first guest's results, and that the host holds nothing at the end."})
final class KillsCommand implements Callable<Integer> {
  @Option(names = "--kills", defaultValue = "200", description = "how many (default: ${DEFAULT-VALUE})")
  private int kills;

  @Option(names = "--seed", description = "of the moments (default: the time)")
  private long seed = System.nanoTime();

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    GuestKills.Report report = GuestKills.run(kills, seed);
    report.problems().forEach(problem -> out.println("FAIL " + problem));
    out.printf("seed %d: %d guests killed in %.1f s, %d verified runs of the one left alone, %d problems%n", seed,
        report.kills(), report.nanos() / 1e9, report.verifiedRuns(), report.problems().size());
    out.flush();
    return report.problems().isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
