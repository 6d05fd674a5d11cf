package org.paravane.guest.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.guest.workload.Workload;
import org.paravane.vmbus.VmbusException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code paravane guest run}. */
@Command(name = "run", mixinStandardHelpOptions = true, description = {
    "Runs kernels on devices and compares the results with plain Java, bit by bit.",
    "All chosen devices work at the same time. They are nodes that 'paravane guest' serves, or, with --socket, devices of a",
    "guest driver in this process."}, sortOptions = false, exitCodeOnInvalidInput = ExitCode.USAGE, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        ExitCode.OK_TEXT, ExitCode.NOT_VERIFIED_TEXT, ExitCode.USAGE_TEXT, ExitCode.HOST_UNREACHABLE_TEXT})
final class RunCommand implements Callable<Integer> {
  private static final int MAX_ELEMENTS = 1 << 26;
  private static final double MAX_SECONDS = 1e9;
  private static final long LOOK_NANOS = 10_000_000;

  /** How a guest of a socket comes to be. */
  @FunctionalInterface
  interface GuestMaker {
    GuestStack connect(Path socket, GuestOptions options) throws VmbusException;
  }

  /** Where the devices are; exactly one. */
  static final class Where {
    @Option(names = "--root", paramLabel = "DIR", required = true, description = "where the tree is mounted")
    private @Nullable Path root;

    @Option(names = "--node", paramLabel = "PATH", required = true, description = "one device node")
    private @Nullable Path node;

    @Option(names = "--socket", paramLabel = "SOCKET", required = true, description = "where the host listens")
    private @Nullable Path socket;
  }

  private final GuestMaker guests;

  @Spec
  private @Nullable CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Where where = new Where();

  @Option(names = "--name", paramLabel = "NAME", description = "name of this guest, for logs (default: ${DEFAULT-VALUE})")
  private String name = "guest0";

  @Option(names = "--expect", paramLabel = "N", defaultValue = "1", description = "devices to wait for, as long as --wait says (default: ${DEFAULT-VALUE})")
  private int expected;

  @Option(names = "--wait", paramLabel = "SECONDS", description = "how long to wait for the host, or for a node (default: ${DEFAULT-VALUE})")
  private double waitSeconds = 5;

  @Option(names = "--json", description = "print one JSON object on a line for each round")
  private boolean json;

  @Option(names = "--device", split = ",", paramLabel = "DEVICE", description = "such as accel0, or all (default: ${DEFAULT-VALUE})")
  private List<String> devices = List.of("all");

  @Option(names = "--kernels", split = ",", paramLabel = "KERNEL", description = "saxpy, sgemm, vector_add, reduce, fill, copy, opencl_saxpy where the device takes programs, or all (default: ${DEFAULT-VALUE})")
  private List<String> kernels = List.of("saxpy", "sgemm", "opencl_saxpy");

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
    this.guests = guests;
  }

  @Override
  public Integer call() {
    checkArguments();
    long begin = System.nanoTime();
    try (Devices there = find()) {
      awaitExpected(there, begin);
      return run(there);
    } catch (VmbusException e) {
      complain("host not reachable: socket=" + where.socket + ", " + e.getMessage());
      return ExitCode.HOST_UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      complain("interrupted");
      return ExitCode.NOT_VERIFIED;
    }
  }

  private Devices find() throws VmbusException {
    if (where.root != null) {
      return Devices.below(where.root);
    } else if (where.node != null) {
      return Devices.of(where.node);
    }
    return Devices.of(guests.connect(Objects.requireNonNull(where.socket),
        GuestOptions.defaults().withName(name).withPatience(seconds("--wait", waitSeconds))));
  }

  /** Devices turn up one after the other. */
  private void awaitExpected(Devices there, long begin) {
    long patience = seconds("--wait", waitSeconds).toNanos();
    while (there.names().size() < expected && System.nanoTime() - begin < patience
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void checkArguments() {
    if (name.isBlank()) {
      throw usage("Invalid value for option '--name': it is empty");
    }
    seconds("--wait", waitSeconds);
    if (expected < 0) {
      throw usage("Invalid value for option '--expect': " + expected + " is negative");
    }
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

  private List<String> chosen(Devices there) {
    List<String> present = there.names();
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

  private int run(Devices there) throws InterruptedException {
    List<String> chosen = chosen(there);
    if (chosen.isEmpty()) {
      complain(there.whyNone());
      return ExitCode.HOST_UNREACHABLE;
    }
    RunSummary summary = new RunSummary();
    long begin = System.nanoTime();
    List<DeviceRun> runs = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (String device : chosen) {
      DeviceRun run = new DeviceRun(there.node(device), workloads, size, seed + runs.size(), goOn(begin), result -> {
        summary.add(result);
        if (json) {
          print(result.json());
        }
      });
      runs.add(run);
      threads.add(Thread.ofPlatform().name("run " + device).start(run));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!json) {
      runs.stream().filter(run -> !run.deviceText().isEmpty())
          .forEach(run -> print(run.name() + ": " + run.deviceText()));
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

  private Duration seconds(String option, double value) {
    if (!(value >= 0 && value <= MAX_SECONDS)) {
      throw usage("Invalid value for option '" + option + "': " + value + " is no number of seconds");
    }
    return Duration.ofNanos((long) (value * 1e9));
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private void print(Object line) {
    PrintWriter out = spec().commandLine().getOut();
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  private void complain(String line) {
    spec().commandLine().getErr().println("paravane guest: " + line);
  }

  private CommandSpec spec() {
    CommandSpec mine = spec;
    if (mine == null) {
      throw new IllegalStateException("command was not made by picocli");
    }
    return mine;
  }
}
