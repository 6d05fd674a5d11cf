package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.paravane.guest.fuse.mount.Mounts;
import org.paravane.tests.bench.report.Machine;
import org.paravane.tests.nodes.BenchReport.Latency;
import org.paravane.tests.nodes.BenchReport.Placement;
import org.paravane.tests.nodes.BenchReport.Subject;
import org.paravane.tests.nodes.BenchReport.Throughput;
import org.paravane.tests.process.ChildProcess;
import org.paravane.tests.process.Fleet;

/**
 * What an ioctl costs a C program: answered by the guest driver alone, by the host in another process, and by the least FUSE
 * server there is. All in one run; those that are compared take turns, so that what else happens on the machine meets all.
 */
public final class IoctlBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<Integer> PROCESSES = List.of(1, 2, 4, 16);
  private static final int TURNS = 16;
  private static final int GUEST_CORE = 0;
  private static final int HOST_CORE = Math.min(1, Runtime.getRuntime().availableProcessors() - 1);
  private static final int ALL_CORES = -1;

  /**
   * How much is measured.
   *
   * @param rounds of each latency, in all
   * @param warmUp calls before the first measurement
   * @param millis of each throughput
   */
  public record Effort(int rounds, int warmUp, int millis) {
    /** A measurement that counts: by the end of the warm-up the guest driver's code is compiled. */
    public static Effort of(int rounds, int millis) {
      return new Effort(rounds, 60_000, millis);
    }
  }

  private final Effort effort;
  private final NativeProgram client;
  private final NativeProgram floor;
  private final Path folder;
  private final SequencedMap<Latency, Samples> samples = new LinkedHashMap<>();
  private final List<Throughput> throughputs = new ArrayList<>();
  private final List<Path> floorFolders = new ArrayList<>();
  private int runs;

  private IoctlBench(Effort effort) throws IOException, InterruptedException {
    this.effort = effort;
    this.client = NativeProgram.compile("bench_ioctl");
    this.floor = NativeProgram.compile("floor_server");
    this.folder = Files.createTempDirectory("paravane-bench");
  }

  /**
   * Measures.
   *
   * @throws IOException when a part does not start; the message says which and why
   */
  public static BenchReport run(Effort effort, Optional<Path> results) throws IOException, InterruptedException {
    try (IoctlBench bench = new IoctlBench(effort)) {
      bench.withFleet(List.of(), Subject.HOST_SPINNING, true);
      bench.withFleet(List.of("--no-spin"), Subject.HOST_SLEEPING, false);
      BenchReport report = new BenchReport(Machine.here().describe(), List.copyOf(bench.samples.sequencedKeySet()),
          bench.throughputs);
      if (results.isPresent()) {
        report.write(results.get(), bench.samples);
      }
      return report;
    }
  }

  /** Starts host, guest driver and floor, and measures against them. */
  private void withFleet(List<String> spin, Subject host, boolean all) throws IOException, InterruptedException {
    try (Fleet fleet = Fleet.create()) {
      List<String> hostOptions = new ArrayList<>(List.of("--devices", "1"));
      hostOptions.addAll(spin);
      require("host", fleet.startHost(hostOptions));
      require("guest driver", fleet.startGuestDriver(spin));
      Path floorFolder = Files.createDirectory(folder.resolve("floor-" + host));
      floorFolders.add(floorFolder);
      ChildProcess floorServer = fleet.startProgram("floor", floor.command(floorFolder.toString()));
      if (floorServer.nextLine(PATIENCE).isEmpty()) {
        throw new IOException("floor does not start: " + fleet.errorsOf(floorServer));
      }
      Map<Subject, Path> files = new EnumMap<>(Subject.class);
      files.put(host, fleet.node(0));
      files.put(Subject.LOCAL, fleet.node(0));
      files.put(Subject.FLOOR, floorFolder.resolve("floor"));
      if (!all) {
        files.keySet().retainAll(List.of(host));
      }
      measure(fleet, floorServer, files);
    }
  }

  private void measure(Fleet fleet, ChildProcess floorServer, Map<Subject, Path> files)
      throws IOException, InterruptedException {
    for (Map.Entry<Subject, Path> file : files.entrySet()) {
      latency(file.getKey(), file.getValue(), ALL_CORES, effort.warmUp());
    }
    pin(fleet.guestDriver(), GUEST_CORE);
    pin(floorServer, GUEST_CORE);
    pin(fleet.host(), HOST_CORE);
    latencies(files, Placement.ONE_CORE, GUEST_CORE);
    for (ChildProcess server : List.of(fleet.guestDriver(), floorServer, fleet.host())) {
      pin(server, ALL_CORES);
    }
    latencies(files, Placement.ANYWHERE, ALL_CORES);
    for (Map.Entry<Subject, Path> file : files.entrySet()) {
      for (int processes : PROCESSES) {
        throughputs.add(throughput(file.getKey(), file.getValue(), processes));
      }
    }
  }

  private void latencies(Map<Subject, Path> files, Placement placement, int core)
      throws IOException, InterruptedException {
    Map<Subject, List<Samples>> turns = new EnumMap<>(Subject.class);
    for (int turn = 0; turn < TURNS; turn++) {
      for (Map.Entry<Subject, Path> file : files.entrySet()) {
        turns.computeIfAbsent(file.getKey(), subject -> new ArrayList<>())
            .add(latency(file.getKey(), file.getValue(), core, Math.ceilDiv(effort.rounds(), TURNS)));
      }
    }
    turns.forEach((subject, each) -> {
      Samples merged = Samples.merged(each.stream());
      samples.put(Latency.of(subject, placement, merged), merged);
    });
  }

  private Samples latency(Subject subject, Path file, int core, int rounds) throws IOException, InterruptedException {
    Path raw = folder.resolve("samples-" + runs++);
    call(core, "latency", subject.kind(), file.toString(), Integer.toString(rounds), raw.toString());
    Samples read = Samples.read(raw);
    Files.delete(raw);
    return read;
  }

  private Throughput throughput(Subject subject, Path file, int processes) throws IOException, InterruptedException {
    String[] answer = call(ALL_CORES, "throughput", subject.kind(), file.toString(), Integer.toString(processes),
        Integer.toString(effort.millis())).split(" ", -1);
    return new Throughput(subject, processes, Long.parseLong(answer[0]) * 1e9 / Long.parseLong(answer[1]));
  }

  private void pin(ChildProcess process, int core) throws IOException, InterruptedException {
    call(ALL_CORES, "pin", Long.toString(process.pid()), Integer.toString(core));
  }

  /** Runs the C program; the answer is what it prints. */
  private String call(int core, String... words) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    if (core != ALL_CORES) {
      arguments.addAll(List.of("on", Integer.toString(core), client.executable().toString()));
    }
    arguments.addAll(List.of(words));
    Path errors = folder.resolve("errors");
    try (ChildProcess process = ChildProcess.start("bench_ioctl", errors, client.command(arguments))) {
      String printed = process.nextLine(PATIENCE).orElse("");
      Optional<Integer> status = process.waitFor(PATIENCE);
      if (!status.equals(Optional.of(0))) {
        throw new IOException("measurement failed: words=" + List.of(words) + ", status=" + status + ", said="
            + Files.readString(errors));
      }
      return printed;
    }
  }

  private static void require(String what, Optional<String> failure) throws IOException {
    if (failure.isPresent()) {
      throw new IOException(what + " does not start: " + failure.get());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (Path floorFolder : floorFolders) {
        if (Mounts.at(floorFolder).isPresent()) {
          // Its server was killed before it could do this.
          new ProcessBuilder("umount", "-l", floorFolder.toString()).inheritIO().start().waitFor();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    NativeProgram.remove(folder);
  }
}
