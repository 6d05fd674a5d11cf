package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.paravane.tests.process.ChildProcess;
import org.paravane.tests.process.Fleet;
import org.paravane.tests.process.HostWatch;
import org.paravane.tests.process.ProcessFigures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host and a guest driver under a soak: what they held before, what they hold more of after it, and whether they still work. */
public final class SoakStack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(100);
  /** Threads that a server may keep for the next callers. */
  private static final int MORE_THREADS = 32;

  private final Fleet fleet;
  private final HostWatch watch;
  private final int devices;
  private final List<String> problems = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();
  private final long started = System.nanoTime();
  private final ProcessFigures hostBefore;
  private final ProcessFigures driverBefore;
  private final List<String> heldBefore;

  private SoakStack(Fleet fleet, HostWatch watch, int devices) throws IOException, InterruptedException {
    this.fleet = fleet;
    this.watch = watch;
    this.devices = devices;
    // One guest before the baseline: what is made once is made now.
    checkThatItWorks();
    this.heldBefore = settled();
    this.hostBefore = ProcessFigures.of(fleet.host().pid());
    this.driverBefore = ProcessFigures.of(fleet.guestDriver().pid());
  }

  /** What the host holds once that no longer changes: the last file of a process is released after its end. */
  private List<String> settled() throws IOException {
    List<String> held = watch.leftovers();
    while (true) {
      LockSupport.parkNanos(3 * LOOK.toNanos());
      List<String> again = watch.leftovers();
      if (again.equals(held)) {
        return held;
      }
      held = again;
    }
  }

  /**
   * Starts host and guest driver.
   *
   * @throws IOException when one does not start
   */
  public static SoakStack start(int devices) throws IOException, InterruptedException {
    return start(devices, List.of());
  }

  /**
   * Starts host and guest driver.
   *
   * @param hostOptions what the host is told besides the number of devices
   * @throws IOException when one does not start
   */
  public static SoakStack start(int devices, List<String> hostOptions) throws IOException, InterruptedException {
    Fleet fleet = Fleet.create();
    try {
      List<String> options = new ArrayList<>(List.of("--devices", Integer.toString(devices)));
      options.addAll(hostOptions);
      require("host", fleet.startHost(options));
      require("guest driver", fleet.startGuestDriver(List.of()));
      if (!fleet.awaitNodes(devices)) {
        throw new IOException("not all nodes appear: expected=" + devices + fleet.errorsOf(fleet.guestDriver()));
      }
      return new SoakStack(fleet, HostWatch.of(fleet.socket()), devices);
    } catch (IOException | InterruptedException | RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  private static void require(String what, Optional<String> failure) throws IOException {
    if (failure.isPresent()) {
      throw new IOException(what + " does not start: " + failure.get());
    }
  }

  public Fleet fleet() {
    return fleet;
  }

  public HostWatch watch() {
    return watch;
  }

  /** The paths of all nodes. */
  List<String> nodes() {
    return IntStream.range(0, devices).mapToObj(i -> fleet.node(i).toString()).toList();
  }

  public void problem(String what) {
    problems.add(what);
  }

  public void fact(String what) {
    facts.add(what);
  }

  /** Runs a program that prints one JSON object, whatever its exit status; what it complains of is a problem. */
  JsonNode run(NativeProgram program, Duration patience, List<String> words) throws IOException, InterruptedException {
    try (ChildProcess child = fleet.startProgram(program.name(), program.command(words))) {
      Optional<String> line = child.nextLine(patience);
      Optional<Integer> status = child.waitFor(PATIENCE);
      fleet.errorsOf(child).lines().forEach(this::problem);
      if (line.isEmpty()) {
        throw new IOException("program printed nothing: name=" + program.name() + ", status=" + status);
      }
      return JsonMapper.shared().readTree(line.get());
    }
  }

  /** Runs the C guest of the demo on every node. */
  void checkThatItWorks() throws IOException, InterruptedException {
    NativeProgram saxpy = NativeProgram.compile("demo_saxpy", "guest.c");
    for (String node : nodes()) {
      JsonNode result = run(saxpy, PATIENCE, List.of(node));
      if (!result.required("verified").asBoolean()) {
        problem("guest gets wrong results: node=" + node);
      }
    }
  }

  /** Checks, once all guests are gone, that both servers work and hold what they held before. */
  public void checkBaseline() throws IOException, InterruptedException {
    checkThatItWorks();
    awaitHeldAsBefore();
    growth("host", fleet.host(), hostBefore).forEach(this::problem);
    growth("guest driver", fleet.guestDriver(), driverBefore).forEach(this::problem);
    for (ChildProcess server : List.of(fleet.host(), fleet.guestDriver())) {
      if (!server.isAlive()) {
        problem(server.name() + " is gone: " + fleet.errorsOf(server));
      }
      try (Stream<String> log = fleet.errorsOf(server).lines()) {
        log.filter(line -> line.contains(" ERROR ") || line.contains("Exception")).limit(20)
            .forEach(line -> problem(server.name() + " logs: " + line));
      }
    }
  }

  private void awaitHeldAsBefore() throws IOException {
    long begin = System.nanoTime();
    List<String> held = watch.leftovers();
    while (!held.equals(heldBefore) && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
      held = watch.leftovers();
    }
    if (!held.equals(heldBefore)) {
      problem("host holds " + held + ", before " + heldBefore);
    }
  }

  private List<String> growth(String name, ChildProcess server, ProcessFigures before) throws IOException {
    long begin = System.nanoTime();
    List<String> grown = ProcessFigures.of(server.pid()).growthSince(before, MORE_THREADS);
    while (!grown.isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
      grown = ProcessFigures.of(server.pid()).growthSince(before, MORE_THREADS);
    }
    return grown.stream().map(what -> name + " leaks " + what).toList();
  }

  /** What was found; ends both servers, in order, and checks what they leave. */
  public SoakReport end() throws IOException, InterruptedException {
    Path root = fleet.root();
    fleet.guestDriver().terminate();
    if (fleet.guestDriver().waitFor(PATIENCE).isEmpty()) {
      problem("guest driver does not end");
    }
    if (Files.exists(root.resolve("dev"))) {
      problem("tree stays mounted: path=" + root);
    }
    watch.awaitBaseline(PATIENCE).forEach(left -> problem("host holds without guests: " + left));
    return new SoakReport(facts, problems, System.nanoTime() - started);
  }

  @Override
  public void close() throws IOException {
    try (fleet) {
      watch.close();
    }
  }
}
