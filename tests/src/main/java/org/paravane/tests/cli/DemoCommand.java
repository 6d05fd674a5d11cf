package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.paravane.tests.process.Fleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code paravane demo}: a host process, a guest driver process that serves device nodes, and guest programs, one of them in C,
 * that each run kernels on every device at the same time and compare the results with what this machine's processor computes.
 */
@Command(name = "demo", mixinStandardHelpOptions = true, description = {
    "Starts a host, a guest driver that mounts device nodes, and guest programs in Java and C; runs verified work on every",
    "device from every guest, and cleans up.",
    "Where nodes cannot be mounted, Java guests with a driver of their own do the work."}, exitCodeListHeading = "%nExit status:%n", exitCodeList = {
        "0:all results verified", "1:a result differs or a guest failed", "69:the host did not start"})
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--guests", defaultValue = "2", description = "guest processes in Java, 1 to 16 (default: ${DEFAULT-VALUE})")
  private int guests;

  @Option(names = "--devices", defaultValue = "2", description = "devices of the host, 1 to 16 (default: ${DEFAULT-VALUE})")
  private int devices;

  @Option(names = "--engine", defaultValue = "auto", description = "what the host's devices are, as 'paravane host' takes it (default: ${DEFAULT-VALUE})")
  private String engine;

  @Option(names = "--in-process", description = "mount nothing: each guest has a driver of its own")
  private boolean inProcess;

  @Option(names = "--json", description = "print one JSON object instead of a table")
  private boolean json;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireBetween("--guests", guests, 1, 16);
    requireBetween("--devices", devices, 1, 16);
    long started = System.nanoTime();
    DemoGuests work;
    try (Fleet fleet = Fleet.create()) {
      Optional<String> failure = fleet.startHost(List.of("--devices", Integer.toString(devices), "--engine", engine));
      if (failure.isPresent()) {
        complain("host did not start: " + failure.get());
        return ExitStatus.UNAVAILABLE;
      }
      work = new DemoGuests(fleet, guests, devices, this::complain);
      if (inProcess || !mount(fleet)) {
        work.runWithOwnDrivers();
      } else {
        work.runOnNodes();
      }
    }
    DemoReport report = new DemoReport(work.front(), work.engines(), work.rows(),
        (System.nanoTime() - started) / 1_000_000);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? report.toJson(work.expected()) + System.lineSeparator() : report.toTable(work.expected()));
    out.flush();
    return work.isWell() && report.allVerified(work.expected()) ? ExitStatus.OK : ExitStatus.FAILED;
  }

  /** Starts the guest driver; whether it serves all devices. */
  private boolean mount(Fleet fleet) throws IOException {
    Optional<String> failure = fleet.startGuestDriver(List.of());
    if (failure.isEmpty() && !fleet.awaitNodes(devices)) {
      failure = Optional.of("not all devices appear: expected=" + devices);
    }
    failure.ifPresent(why -> complain("nodes cannot be mounted, so guests have drivers of their own: " + why.strip()));
    return failure.isEmpty();
  }

  private void complain(String line) {
    spec.commandLine().getErr().println("paravane: " + line);
  }

  private void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(spec.commandLine(),
          option + " is out of range: value=" + value + ", least=" + least + ", most=" + most);
    }
  }
}
