package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.paravane.tests.engine.Attack;
import org.paravane.tests.engine.EngineReport;
import org.paravane.tests.engine.HostileSoak;
import org.paravane.tests.engine.SharedDeviceSoak;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The soaks of {@code paravane conformance} on an OpenCL device. Each starts a host and a guest driver of its own. */
final class EngineCommands {
  private EngineCommands() {
  }

  /** A soak. */
  @Command(mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit status:%n", exitCodeList = {
      "0:all was well", "1:something was not",
      "69:no OpenCL, no C compiler, no /dev/fuse, no right to mount, or a part did not start"})
  abstract static class EngineSoak implements Callable<Integer> {
    @Option(names = "--seed", description = "of what the guests do (default: the time)")
    private long seed = System.nanoTime();

    @Option(names = "--json", description = "print one JSON object on one line, nothing else")
    private boolean json;

    @Spec
    private CommandSpec spec;

    abstract EngineReport run(long chosen) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      try {
        if (!json) {
          out.println("seed " + seed);
          out.flush();
        }
        EngineReport report = run(seed);
        out.print(json ? report.toJson() + System.lineSeparator() : report.toText());
        out.flush();
        return report.isWell() ? ExitStatus.OK : ExitStatus.FAILED;
      } catch (IOException e) {
        spec.commandLine().getErr().println("paravane: cannot run: " + e.getMessage());
        return ExitStatus.UNAVAILABLE;
      }
    }

    void requireBetween(String option, long value, long least, long most) {
      if (value < least || value > most) {
        throw new ParameterException(spec.commandLine(),
            option + " is out of range: value=" + value + ", least=" + least + ", most=" + most);
      }
    }
  }

  /** {@code paravane conformance engine}. */
  @Command(name = "engine", description = {
      "Guest processes in C launch mixed kernels on one OpenCL device and verify every result; then again while half of them",
      "are killed at random moments. Checks that the others' results stay right and that nothing is left."})
  static final class Shared extends EngineSoak {
    @Option(names = "--guests", defaultValue = "16", description = "processes at a time, each with a worker (default: ${DEFAULT-VALUE})")
    private int guests;

    @Option(names = "--launches", defaultValue = "1000", description = "of each (default: ${DEFAULT-VALUE})")
    private int launches;

    @Override
    EngineReport run(long chosen) throws IOException, InterruptedException {
      requireBetween("--guests", guests, 2, 60);
      requireBetween("--launches", launches, 1, 100_000_000);
      return SharedDeviceSoak.run(new SharedDeviceSoak.Options(guests, launches, chosen));
    }
  }

  /** {@code paravane conformance hostile}. */
  @Command(name = "hostile", description = {
      "Guests in C and Java do everything wrong on an OpenCL device: builds that fail, bad arguments, kernels that write out of",
      "bounds or do not end, barriers that nobody satisfies, and a kernel that searches its process for another guest's secret.",
      "Checks their reasons, the results of a guest beside them, and that nothing is left; tells how much slower that guest was."})
  static final class Hostile extends EngineSoak {
    @Option(names = "--rounds", defaultValue = "100", description = "of each attack in each language (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--attack", paramLabel = "WAY", description = "only this one, may be given again: builds, arguments, wild, endless, barrier, search (default: all)")
    private List<String> ways = List.of();

    @Option(names = "--packet-timeout", paramLabel = "MILLIS", defaultValue = "2000", description = "of the host: each endless kernel takes that long (default: ${DEFAULT-VALUE})")
    private int packetTimeoutMillis;

    @Option(names = "--alone-seconds", defaultValue = "5", description = "how long the guest beside them is measured alone (default: ${DEFAULT-VALUE})")
    private int aloneSeconds;

    @Override
    EngineReport run(long chosen) throws IOException, InterruptedException {
      requireBetween("--rounds", rounds, 1, 100_000);
      requireBetween("--packet-timeout", packetTimeoutMillis, 100, 60_000);
      requireBetween("--alone-seconds", aloneSeconds, 1, 3600);
      return HostileSoak.run(new HostileSoak.Options(rounds, attacks(), Duration.ofMillis(packetTimeoutMillis),
          Duration.ofSeconds(aloneSeconds), ways.isEmpty() || ways.contains("search"), chosen));
    }

    private Set<Attack> attacks() {
      Set<Attack> chosen = EnumSet.allOf(Attack.class);
      if (!ways.isEmpty()) {
        chosen.removeIf(attack -> !ways.contains(attack.word()));
        requireBetween("number of ways that exist", chosen.size() + (ways.contains("search") ? 1 : 0), ways.size(),
            ways.size());
      }
      return chosen;
    }
  }
}
