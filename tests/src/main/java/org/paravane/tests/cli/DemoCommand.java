package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.paravane.tests.process.ChildProcess;
import org.paravane.tests.process.Fleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code paravane demo}: a host process, and guest processes that each run every kernel on every device at the same time and
 * compare the results with plain Java.
 */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Starts a host and guests, runs verified work on every device from every guest, and cleans up.", exitCodeListHeading = "%nExit status:%n", exitCodeList = {
    "0:all results verified", "1:a result differs or a guest failed", "69:the host did not start"})
final class DemoCommand implements Callable<Integer> {
  private static final List<String> KERNELS = List.of("saxpy", "sgemm");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(names = "--guests", defaultValue = "2", description = "guest processes, 1 to 16 (default: ${DEFAULT-VALUE})")
  private int guests;

  @Option(names = "--devices", defaultValue = "2", description = "simulated devices of the host, 1 to 16 (default: ${DEFAULT-VALUE})")
  private int devices;

  @Option(names = "--json", description = "print one JSON object instead of a table")
  private boolean json;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireBetween("--guests", guests, 1, 16);
    requireBetween("--devices", devices, 1, 16);
    long started = System.nanoTime();
    List<DemoReport.Row> rows = new ArrayList<>();
    boolean guestsWell;
    try (Fleet fleet = Fleet.create()) {
      Optional<String> failure = fleet.startHost(List.of("--devices", Integer.toString(devices)));
      if (failure.isPresent()) {
        spec.commandLine().getErr().println("paravane: host did not start: " + failure.get());
        return ExitStatus.UNAVAILABLE;
      }
      guestsWell = runGuests(fleet, rows);
    }
    int expected = guests * devices * KERNELS.size();
    DemoReport report = new DemoReport(rows, (System.nanoTime() - started) / 1_000_000);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? report.toJson(expected) + System.lineSeparator() : report.toTable(expected));
    out.flush();
    return guestsWell && report.allVerified(expected) ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private boolean runGuests(Fleet fleet, List<DemoReport.Row> rows) throws IOException, InterruptedException {
    List<ChildProcess> running = new ArrayList<>();
    for (int i = 0; i < guests; i++) {
      running.add(fleet.startGuest("guest" + i, List.of("--kernels", String.join(",", KERNELS))));
    }
    boolean well = true;
    for (ChildProcess guest : running) {
      for (Optional<String> line = guest.nextLine(PATIENCE); line.isPresent(); line = guest.nextLine(PATIENCE)) {
        rows.add(DemoReport.Row.parse(guest.name(), JsonMapper.shared().readTree(line.get())));
      }
      Optional<Integer> status = guest.waitFor(PATIENCE);
      if (!status.equals(Optional.of(ExitStatus.OK))) {
        spec.commandLine().getErr().println("paravane: guest failed: guest=" + guest.name() + ", status="
            + status.map(String::valueOf).orElse("still running") + System.lineSeparator() + fleet.errorsOf(guest));
        well = false;
      }
    }
    return well;
  }

  private void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(spec.commandLine(),
          option + " is out of range: value=" + value + ", least=" + least + ", most=" + most);
    }
  }
}
