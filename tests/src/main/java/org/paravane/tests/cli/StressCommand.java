package org.paravane.tests.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.paravane.vmbus.ring.stress.RingStress;
import org.paravane.vmbus.ring.stress.StressOptions;
import org.paravane.vmbus.ring.stress.StressReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paravane conformance stress}: packets between two processes that both park often. */
@Command(name = "stress", mixinStandardHelpOptions = true, description = {
    "Sends packets of random sizes through one ring between two processes that both park often, and checks that",
    "none is lost, duplicated or damaged, and that nobody signals more often than the rules say."})
final class StressCommand implements Callable<Integer> {
  @Option(names = "--packets", defaultValue = "10000000", description = "how many (default: ${DEFAULT-VALUE})")
  private long packets;

  @Option(names = "--seed", description = "of sizes and pauses (default: the time)")
  private long seed = System.nanoTime();

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    StressOptions options = StressOptions.of(packets, seed);
    StressReport report = RingStress.run(options);
    out.printf("seed %d: %d packets, %d bytes, %.1f s, %.0f packets/s%n", seed, report.packets(),
        report.payloadBytes(), report.nanos() / 1e9, report.rate());
    print(out, "writer", report.writer());
    print(out, "reader", report.reader());
    List<String> problems = report.problems(options);
    problems.forEach(problem -> out.println("FAIL " + problem));
    out.println(problems.isEmpty() ? "none lost, none duplicated, signals <= transitions" : "not all right");
    out.flush();
    return problems.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private static void print(PrintWriter out, String side, StressReport.Counters counters) {
    out.printf("%s: %d parks, %d signals of %d transitions, %d missed%n", side, counters.parks(), counters.signals(),
        counters.transitions(), counters.missedSignals());
  }
}
