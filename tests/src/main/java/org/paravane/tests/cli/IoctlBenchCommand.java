package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.tests.nodes.BenchReport;
import org.paravane.tests.nodes.IoctlBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code paravane bench ioctl}: an ioctl of a C program. */
@Command(name = "ioctl", mixinStandardHelpOptions = true, description = {
    "Measures an ioctl of a C program on a mounted node: answered by the guest driver alone, by the host in another process",
    "(with and without spinning), and by the least FUSE server there is; then how many there are a second with 1, 2, 4 and",
    "16 processes."}, exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:measured",
        "69:no C compiler, no /dev/fuse, no right to mount, or a part did not start"})
final class IoctlBenchCommand implements Callable<Integer> {
  private static final int MOST_ROUNDS = 5_000_000;

  @Option(names = "--rounds", defaultValue = "40000", description = "calls of each latency (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--millis", defaultValue = "1000", description = "of each throughput (default: ${DEFAULT-VALUE})")
  private int millis;

  @Option(names = "--results", paramLabel = "DIR", description = "where to write the report and all samples as files")
  private @Nullable Path results;

  @Option(names = "--json", description = "print one JSON object instead of tables")
  private boolean json;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (rounds < 100 || rounds > MOST_ROUNDS || millis < 10 || millis > 600_000) {
      throw new ParameterException(spec.commandLine(),
          "out of range: rounds=" + rounds + " of 100.." + MOST_ROUNDS + ", millis=" + millis + " of 10..600000");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      BenchReport report = IoctlBench.run(IoctlBench.Effort.of(rounds, millis), Optional.ofNullable(results));
      out.print(json ? report.toJson() + System.lineSeparator() : report.toTable());
      out.flush();
      return ExitStatus.OK;
    } catch (IOException e) {
      spec.commandLine().getErr().println("paravane: cannot measure: " + e.getMessage());
      return ExitStatus.UNAVAILABLE;
    }
  }
}
