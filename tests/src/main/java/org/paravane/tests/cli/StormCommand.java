package org.paravane.tests.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.tests.process.Fleet;
import org.paravane.tests.process.HostWatch;
import org.paravane.tests.storm.IoctlStorm;
import org.paravane.tests.storm.StormReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paravane conformance storm}: random ioctls against a live host. */
@Command(name = "storm", mixinStandardHelpOptions = true, description = {
    "Makes random ioctls, typed and raw, on a device of a host in another process; checks that every answer is a",
    "documented one and that the host holds nothing at the end."})
final class StormCommand implements Callable<Integer> {
  @Option(names = "--ioctls", defaultValue = "1000000", description = "how many (default: ${DEFAULT-VALUE})")
  private long ioctls;

  @Option(names = "--seed", description = "of the requests (default: the time)")
  private long seed = System.nanoTime();

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (Fleet fleet = Fleet.create()) {
      Optional<String> failure = fleet.startHost(List.of("--devices", "1"));
      if (failure.isPresent()) {
        spec.commandLine().getErr().println("paravane: host did not start: " + failure.get());
        return ExitStatus.UNAVAILABLE;
      }
      StormReport report;
      List<String> left;
      try (HostWatch watch = HostWatch.of(fleet.socket())) {
        try (GuestStack guest = GuestStack.connect(fleet.socket(), GuestOptions.defaults())) {
          report = IoctlStorm.run(guest.nodes(), "accel/accel0", ioctls, seed);
        }
        left = watch.awaitBaseline(Duration.ofSeconds(10));
      }
      report.undocumented().forEach(answer -> out.println("FAIL " + answer));
      left.forEach(leak -> out.println("FAIL left behind: " + leak));
      out.printf("seed %d: %d ioctls in %.1f s, %d interrupted, answers %s%n", seed, report.requests(),
          report.nanos() / 1e9, report.interrupted(), report.answers());
      out.println(report.isClean() && left.isEmpty() ? "all answers documented, nothing left behind" : "not all right");
      out.flush();
      return report.isClean() && left.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
    }
  }
}
