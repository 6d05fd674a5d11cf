package org.paravane.guest.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.GuestStack;
import org.paravane.guest.workload.Workload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paravane guest run}. */
@Command(name = "run", description = {"Runs kernels on devices and compares the results with plain Java, bit by bit.",
    "All chosen devices work at the same time."})
final class RunCommand extends HostCall {
  private static final int MAX_ELEMENTS = 1 << 26;

  @Option(names = "--device", split = ",", paramLabel = "DEVICE", description = "such as accel0, or all (default: ${DEFAULT-VALUE})")
  private List<String> devices = List.of("all");

  @Option(names = "--kernels", split = ",", paramLabel = "KERNEL", description = "saxpy, sgemm, vector_add, reduce, fill, copy or all (default: ${DEFAULT-VALUE})")
  private List<String> kernels = List.of("saxpy", "sgemm");

  @Option(names = "--size", paramLabel = "N", description = "floats of a result; the matrices of sgemm are square with at most so many (default: ${DEFAULT-VALUE})")
  private int size = 1 << 16;

  @Option(names = "--rounds", paramLabel = "R", description = "how often each kernel runs on each device (default: 1)")
  private @Nullable Long rounds;

  @Option(names = "--duration", paramLabel = "SECONDS", description = "rounds for so long, at least one")
  private @Nullable Double durationSeconds;

  @Option(names = "--seed", paramLabel = "SEED", description = "of the input (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  private List<Workload> workloads = List.of();

  RunCommand() {
    this(GuestStack::connect);
  }

  RunCommand(GuestMaker guests) {
    super(guests);
  }

  @Override
  void checkArguments() {
    super.checkArguments();
    if (size < 1 || size > MAX_ELEMENTS) {
      throw usage("Invalid value for option '--size': " + size + " is not in 1.." + MAX_ELEMENTS);
    }
    if (rounds != null && rounds < 1) {
      throw usage("Invalid value for option '--rounds': " + rounds + " is not positive");
    }
    if (rounds != null && durationSeconds != null) {
      throw usage("--rounds and --duration exclude each other");
    }
    if (durationSeconds != null) {
      seconds("--duration", durationSeconds);
    }
    workloads = kernels.contains("all")
        ? Arrays.asList(Workload.values())
        : kernels.stream().distinct().map(this::workload).toList();
  }

  private Workload workload(String kernel) {
    return Workload.named(kernel).orElseThrow(
        () -> usage("Invalid value for option '--kernels': " + kernel + " is none of " + Workload.names()));
  }

  private List<String> chosen(GuestStack guest) {
    List<String> present = guest.accelerators();
    if (devices.contains("all")) {
      return present;
    }
    for (String device : devices) {
      if (!present.contains(device)) {
        throw usage("No such device: " + device + "; there are: " + present);
      }
    }
    return devices.stream().distinct().toList();
  }

  @Override
  int call(GuestStack guest) throws InterruptedException {
    List<String> chosen = chosen(guest);
    if (chosen.isEmpty()) {
      complain("host offers no device");
      return ExitCode.HOST_UNREACHABLE;
    }
    RunSummary summary = new RunSummary();
    long begin = System.nanoTime();
    List<DeviceRun> runs = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (String device : chosen) {
      DeviceRun run = new DeviceRun(guest.node(device), workloads, size, seed + runs.size(), goOn(begin), result -> {
        summary.add(result);
        if (isJson()) {
          print(result.json());
        }
      });
      runs.add(run);
      threads.add(Thread.ofPlatform().name("run " + device).start(run));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!isJson()) {
      summary.lines().forEach(this::print);
    }
    return exitCode(summary, runs);
  }

  /** Each device counts its own rounds. */
  private BooleanSupplier goOn(long begin) {
    Double duration = durationSeconds;
    if (duration != null) {
      long nanos = seconds("--duration", duration).toNanos();
      return () -> System.nanoTime() - begin < nanos;
    }
    long[] left = {rounds == null ? 1 : rounds};
    return () -> --left[0] > 0;
  }

  private static int exitCode(RunSummary summary, List<DeviceRun> runs) {
    if (runs.stream().anyMatch(DeviceRun::lostItsDevice)) {
      return ExitCode.HOST_UNREACHABLE;
    }
    return summary.allVerified() ? ExitCode.OK : ExitCode.NOT_VERIFIED;
  }
}
