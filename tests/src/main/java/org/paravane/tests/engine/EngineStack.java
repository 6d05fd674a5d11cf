package org.paravane.tests.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.nodes.SoakReport;
import org.paravane.tests.nodes.SoakStack;
import org.paravane.tests.process.ChildProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host with one OpenCL device and a guest driver that serves its node: guests on it, and what is left of them. */
final class EngineStack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final SoakStack stack;
  private final SequencedMap<String, Object> figures = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final WorkerFigures before;
  private final Set<String> sharedBefore;
  private int programs;

  private EngineStack(SoakStack stack) throws IOException {
    this.stack = stack;
    this.before = WorkerFigures.of(stack.fleet().host().pid());
    this.sharedBefore = sharedMemory();
    JsonNode engine = device().required("engine");
    figures.put("device", engine.required("device").asString());
    figures.put("isolation", engine.required("isolation").asString());
  }

  /**
   * Starts both; programs are built anew each time.
   *
   * @throws IOException when one does not start: no OpenCL, no right to mount
   */
  static EngineStack start(List<String> hostOptions) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("--engine", "opencl", "--no-program-cache"));
    options.addAll(hostOptions);
    SoakStack stack = SoakStack.start(1, options);
    try {
      return new EngineStack(stack);
    } catch (IOException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  Path node() {
    return stack.fleet().node(0);
  }

  void figure(String name, Object value) {
    figures.put(name, value);
  }

  void problem(String what) {
    problems.add(what);
  }

  /** What the host's books say of the device. */
  JsonNode device() throws IOException {
    return stack.watch().command("stats").required("devices").get(0);
  }

  /** Starts a program on the node. */
  ChildProcess start(String name, NativeProgram program, List<String> words) throws IOException {
    List<String> all = new ArrayList<>(List.of(node().toString()));
    all.addAll(words);
    programs++;
    return stack.fleet().startProgram(name + "-" + programs, program.command(all));
  }

  /** The next object that a program prints, null if it ends without one or takes too long, which is a problem. */
  @Nullable
  JsonNode next(ChildProcess program, Duration patience) {
    try {
      Optional<String> line = program.nextLine(patience);
      if (line.isPresent()) {
        return JsonMapper.shared().readTree(line.get());
      }
      problem("program ended: name=" + program.name() + said(program));
    } catch (IOException e) {
      problem(e.getMessage() + said(program));
    }
    return null;
  }

  /** Waits for the end of a program that should have found nothing wrong. */
  void expectEnd(ChildProcess program) throws InterruptedException {
    Optional<Integer> status = program.waitFor(PATIENCE);
    if (!status.equals(Optional.of(0))) {
      problem("program did not end well: name=" + program.name() + ", status="
          + status.map(Object::toString).orElse("it still runs") + said(program));
    }
    program.close();
  }

  String said(ChildProcess program) {
    return ", said=" + stack.fleet().errorsOf(program).strip().replace(System.lineSeparator(), "; ");
  }

  /** Checks, with all guests gone, that nothing is held any more: by the books, in both servers, in processes and files. */
  void checkBaseline() throws IOException, InterruptedException {
    stack.checkBaseline();
    long begin = System.nanoTime();
    List<String> grown = grown();
    while (!grown.isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
      grown = grown();
    }
    grown.forEach(this::problem);
  }

  private List<String> grown() throws IOException {
    List<String> grown = new ArrayList<>(WorkerFigures.of(stack.fleet().host().pid()).growthSince(before));
    Set<String> shared = sharedMemory();
    shared.removeAll(sharedBefore);
    shared.forEach(name -> grown.add("file in " + SHARED_MEMORY + ": " + name));
    return grown;
  }

  /** Files of ours or of the OpenCL driver there: others' come and go. */
  private static Set<String> sharedMemory() throws IOException {
    if (!Files.isDirectory(SHARED_MEMORY)) {
      return new TreeSet<>();
    }
    try (Stream<Path> files = Files.list(SHARED_MEMORY)) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString())
          .filter(name -> name.contains("paravane") || name.contains("pocl")).toList());
    }
  }

  /** What was found; ends both servers and checks what they leave. */
  EngineReport end(String soak) throws IOException, InterruptedException {
    JsonNode scheduler = device().required("scheduler");
    figures.put("packets done", scheduler.required("packetsDone").asLong());
    figures.put("contexts lost", scheduler.required("contextsLost").asLong());
    SoakReport report = stack.end();
    ChildProcess host = stack.fleet().host();
    WorkerFigures last = WorkerFigures.of(host.pid());
    host.terminate();
    if (host.waitFor(PATIENCE).isEmpty()) {
      problem("host does not end");
    }
    awaitNone(last).forEach(this::problem);
    List<String> all = new ArrayList<>(report.problems());
    all.addAll(problems);
    return new EngineReport(soak, figures, all, report.nanos() / 1e9);
  }

  /** A worker that was about to start ends a moment after its host. */
  private static List<String> awaitNone(WorkerFigures last) {
    long begin = System.nanoTime();
    while (!last.remains().isEmpty() && System.nanoTime() - begin < END.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return last.remains();
  }

  @Override
  public void close() throws IOException {
    stack.close();
  }
}
