package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.tests.bench.device.DeviceBench;
import org.paravane.tests.bench.device.DeviceEffort;
import org.paravane.tests.bench.micro.MicroBench;
import org.paravane.tests.bench.probe.ProbeBench;
import org.paravane.tests.bench.report.Report;
import org.paravane.tests.bench.ring.RingBench;
import org.paravane.tests.bench.ring.RingEffort;
import org.paravane.vmbus.VmbusException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code paravane bench}: measurements, each beside a peer in the same run. {@code docs/performance.md} explains them. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = {
    "Measures what things cost on this machine, each beside a peer in the same run.",
    "Without a benchmark's name: ring, launch, bandwidth, compute, scale and probe, one after the other."}, subcommands = {
        IoctlBenchCommand.class}, exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:measured",
            "69:something needed is not there, or a part did not start"})
final class BenchCommand implements Callable<Integer> {
  private static final List<Integer> DEVICES = List.of(1, 10, 100, 1000);
  private static final int PROBE_ROUNDS = 3;

  /** Something to measure. */
  private interface Measurement {
    Report run() throws IOException, InterruptedException, VmbusException;
  }

  @Spec
  private CommandSpec spec;

  @Mixin
  private BenchOptions options = new BenchOptions();

  @Override
  public Integer call() throws InterruptedException {
    return everything(options);
  }

  @Command(mixinStandardHelpOptions = true, description = "All of ring, launch, bandwidth, compute, scale and probe.")
  int all(@Mixin BenchOptions given) throws InterruptedException {
    return everything(given);
  }

  @Command(mixinStandardHelpOptions = true, description = "Messages between two processes: our rings, Agrona, Aeron IPC, and cache lines in C.")
  int ring(@Mixin BenchOptions given) throws InterruptedException {
    return one(given, () -> ringReport(given));
  }

  @Command(mixinStandardHelpOptions = true, description = "A kernel that does nothing, launched from C: over a node, and by OpenCL in the same process.")
  int launch(@Mixin BenchOptions given) throws InterruptedException {
    return one(given, () -> device(DeviceBench.LAUNCH, given));
  }

  @Command(mixinStandardHelpOptions = true, description = "Bytes to a device and back.")
  int bandwidth(@Mixin BenchOptions given) throws InterruptedException {
    return one(given, () -> device(DeviceBench.BANDWIDTH, given));
  }

  @Command(mixinStandardHelpOptions = true, description = "saxpy, sgemm, a reduction and n bodies: time over native.")
  int compute(@Mixin BenchOptions given) throws InterruptedException {
    return one(given, () -> device(DeviceBench.COMPUTE, given));
  }

  @Command(mixinStandardHelpOptions = true, description = "Several guest processes on one device: throughput, fairness, latency.")
  int scale(@Mixin BenchOptions given) throws InterruptedException {
    return one(given, () -> device(DeviceBench.SCALE, given));
  }

  @Command(mixinStandardHelpOptions = true, description = "Time until 1, 10, 100 and 1,000 simulated devices are nodes.")
  int probe(@Mixin BenchOptions given) throws InterruptedException {
    return one(given, () -> probeReport(given));
  }

  @Command(mixinStandardHelpOptions = true, description = "Microbenchmarks by JMH: a ring's code in one thread, ours and Agrona's.")
  int micro(@Mixin BenchOptions given) throws InterruptedException {
    try {
      return MicroBench.run(given.brief(), given.folder().orElse(null));
    } catch (IOException e) {
      return unavailable(e);
    }
  }

  private static Report ringReport(BenchOptions given) throws IOException, InterruptedException {
    return RingBench.run(given.brief() ? RingEffort.brief() : RingEffort.standard());
  }

  private static Report probeReport(BenchOptions given) throws VmbusException {
    return given.brief() ? ProbeBench.run(List.of(1, 10), 1) : ProbeBench.run(DEVICES, PROBE_ROUNDS);
  }

  private static Report device(DeviceBench bench, BenchOptions given) throws IOException, InterruptedException {
    return bench.run(given.hostOptions(), given.brief() ? DeviceEffort.brief() : DeviceEffort.standard());
  }

  private int one(BenchOptions given, Measurement measurement) throws InterruptedException {
    try {
      return measure(given, given.folder().orElse(null), measurement);
    } catch (IOException e) {
      return unavailable(e);
    }
  }

  private int everything(BenchOptions given) throws InterruptedException {
    try {
      Path folder = given.folderOrToday();
      Files.deleteIfExists(folder.resolve("summary.txt"));
      int status = measure(given, folder, () -> ringReport(given));
      for (DeviceBench bench : DeviceBench.values()) {
        status = Math.max(status, measure(given, folder, () -> device(bench, given)));
      }
      status = Math.max(status, measure(given, folder, () -> probeReport(given)));
      spec.commandLine().getErr().println("paravane: results: folder=" + folder);
      return status;
    } catch (IOException e) {
      return unavailable(e);
    }
  }

  private int measure(BenchOptions given, @Nullable Path folder, Measurement measurement) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Report report = measurement.run();
      out.println(given.json() ? report.toJson() : report.toTable());
      out.flush();
      Optional<Path> results = Optional.ofNullable(folder);
      if (results.isPresent()) {
        report.write(results.get());
      }
      return ExitStatus.OK;
    } catch (IOException | VmbusException e) {
      return unavailable(e);
    }
  }

  private int unavailable(Exception why) {
    spec.commandLine().getErr().println("paravane: cannot measure: " + why.getMessage());
    return ExitStatus.UNAVAILABLE;
  }
}
