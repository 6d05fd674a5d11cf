package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.paravane.tests.nodes.FuzzSoak;
import org.paravane.tests.nodes.HotplugSoak;
import org.paravane.tests.nodes.NodesSoak;
import org.paravane.tests.nodes.SoakReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The soaks of {@code paravane conformance} that work on mounted nodes. Each starts a host and a guest driver of its own. */
final class SoakCommands {
  private SoakCommands() {
  }

  /** A soak. */
  @Command(mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit status:%n", exitCodeList = {
      "0:all was well", "1:something was not",
      "69:no C compiler, no /dev/fuse, no right to mount, or a part did not start"})
  abstract static class Soak implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    abstract SoakReport run() throws IOException, InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      try {
        SoakReport report = run();
        report.facts().forEach(out::println);
        report.problems().forEach(problem -> out.println("FAIL " + problem));
        out.printf("%s in %.1f s%n", report.isWell() ? "all well" : "not all right", report.nanos() / 1e9);
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

    void tellSeed(long seed) {
      spec.commandLine().getOut().println("seed " + seed);
      spec.commandLine().getOut().flush();
    }
  }

  /** {@code paravane conformance hotplug}. */
  @Command(name = "hotplug", description = {
      "Adds and removes devices while ls, find, stat and cat read the whole tree; checks that nothing fails but what is gone,",
      "that events come in pairs and none is lost, and that nothing is left behind."})
  static final class Hotplug extends Soak {
    @Option(names = "--rounds", defaultValue = "1000", description = "how many devices come and go (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Override
    SoakReport run() throws IOException, InterruptedException {
      requireBetween("--rounds", rounds, 1, 1_000_000);
      return HotplugSoak.run(rounds);
    }
  }

  /** {@code paravane conformance nodes}. */
  @Command(name = "nodes", description = {
      "C programs open nodes, run kernels, and are killed at random moments; checks that nothing leaks in host and guest",
      "driver, and that no caller is ever blocked for longer than a second."})
  static final class Nodes extends Soak {
    @Option(names = "--processes", defaultValue = "64", description = "at a time (default: ${DEFAULT-VALUE})")
    private int processes;

    @Option(names = "--seconds", defaultValue = "60", description = "how long (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--seed", description = "of what they do and when they die (default: the time)")
    private long seed = System.nanoTime();

    @Override
    SoakReport run() throws IOException, InterruptedException {
      requireBetween("--processes", processes, 1, 256);
      requireBetween("--seconds", seconds, 1, 86_400);
      tellSeed(seed);
      return NodesSoak.run(processes, seconds, seed);
    }
  }

  /** {@code paravane conformance fuzz-native}. */
  @Command(name = "fuzz-native", description = {
      "C programs make random ioctls on mounted nodes, typed and raw; checks that every answer is a documented one, that both",
      "servers stay alive, and that nothing leaks."})
  static final class FuzzNative extends Soak {
    @Option(names = "--ioctls", defaultValue = "1000000", description = "how many in all (default: ${DEFAULT-VALUE})")
    private long ioctls;

    @Option(names = "--processes", defaultValue = "4", description = "that share them (default: ${DEFAULT-VALUE})")
    private int processes;

    @Option(names = "--seed", description = "of the requests (default: the time)")
    private long seed = System.nanoTime();

    @Override
    SoakReport run() throws IOException, InterruptedException {
      requireBetween("--processes", processes, 1, 64);
      requireBetween("--ioctls", ioctls, processes, 1_000_000_000);
      tellSeed(seed);
      return FuzzSoak.run(ioctls, processes, seed);
    }
  }
}
