package org.paravane.tests.bench.ring;

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
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.paravane.tests.bench.report.Comparison.Bound;
import org.paravane.tests.bench.report.Measure;
import org.paravane.tests.bench.report.Report;
import org.paravane.tests.bench.report.ReportBuilder;
import org.paravane.tests.bench.report.SampleFile;
import org.paravane.tests.bench.ring.Contender.Role;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.ChildProcess;

/**
 * Messages between two processes that both spin. Contenders take turns, each in two new JVMs that warm up first; a memory file in
 * between is all that they share.
 */
public final class RingBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FLOOR = "C cache lines";
  private static final double MOST_OVER_AGRONA = 1.3;
  private static final double LEAST_MILLIONS = 15;

  private final RingEffort effort;
  private final ReportBuilder report = new ReportBuilder("ring");
  private final Map<String, List<Histogram>> trips = new LinkedHashMap<>();
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();
  private final Path folder;

  private RingBench(RingEffort effort) throws IOException {
    this.effort = effort;
    Path memory = Path.of("/dev/shm");
    folder = Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "paravane-bench")
        : Files.createTempDirectory("paravane-bench");
  }

  /**
   * Measures.
   *
   * @throws IOException when a process does not start or ends early; the message says which and why
   */
  public static Report run(RingEffort effort) throws IOException, InterruptedException {
    try (RingBench bench = new RingBench(effort)) {
      return bench.measure();
    }
  }

  private Report measure() throws IOException, InterruptedException {
    List<Contender> contenders = contenders();
    for (int round = 0; round < effort.rounds(); round++) {
      floor();
      for (Contender contender : contenders) {
        turn(contender, Files.createDirectory(folder.resolve(contender + "-" + round)));
      }
    }
    summarize();
    return report.build();
  }

  private List<Contender> contenders() throws IOException {
    Optional<Path> libraries = PeerLibraries.folder();
    if (libraries.isEmpty()) {
      report.note("no peers: their libraries are not in tests/target/bench-lib; build with 'mvn package'");
    }
    PeerLibraries.versions().forEach(report::version);
    report.note(
        "Aeron: media driver in a third JVM, its parts share one thread that sleeps 100 us between looks, because the two"
            + " processors belong to the two ends; exclusive publications, MTU 8192");
    report.note("one way: ours publishes " + RingEnd.BURST + " messages at once, the others each message");
    return Stream.of(Contender.values()).filter(one -> !one.needsPeerLibraries() || libraries.isPresent()).toList();
  }

  private void floor() throws IOException, InterruptedException {
    if (NativeProgram.compiler().isEmpty()) {
      return;
    }
    Path samples = folder.resolve("floor");
    NativeProgram program = NativeProgram.compile("bench_floor");
    try (ChildProcess process = ChildProcess.start("bench_floor", folder.resolve("errors"),
        program.command(Integer.toString(effort.trips()), samples.toString()))) {
      if (!process.waitFor(PATIENCE).equals(Optional.of(0))) {
        throw new IOException("floor failed: said=" + Files.readString(folder.resolve("errors")));
      }
    }
    trips.computeIfAbsent(key("round trip", 4, FLOOR), key -> new ArrayList<>()).add(SampleFile.take(samples));
  }

  private void turn(Contender contender, Path shared) throws IOException, InterruptedException {
    List<RingStep> steps = RingStep.script(effort);
    List<ChildProcess> processes = new ArrayList<>();
    try {
      if (contender == Contender.AERON) {
        processes.add(PeerLibraries.start("driver", shared, contender, AeronDriver.class, List.of(shared.toString())));
      }
      Map<Role, ChildProcess> ends = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        List<String> words = new ArrayList<>(List.of(contender.name(), role.name(), shared.toString()));
        steps.forEach(step -> words.add(step.toArgument()));
        ChildProcess process = PeerLibraries.start(role.name(), shared, contender, RingPeer.class, words);
        processes.add(process);
        ends.put(role, process);
      }
      ChildProcess ping = ends.get(Role.PING);
      for (int i = 0; i < steps.size() && ping != null; i++) {
        String line = ping.nextLine(PATIENCE).orElseThrow(() -> new IOException(
            "ended early: contender=" + contender + ", said=" + PeerLibraries.said(shared)));
        if (isMeasured(steps, i)) {
          take(contender, steps.get(i), line);
        }
      }
    } finally {
      processes.reversed().forEach(ChildProcess::close);
      NativeProgram.remove(shared);
    }
  }

  /** The first of each kind and length warms up. */
  private static boolean isMeasured(List<RingStep> steps, int index) {
    RingStep step = steps.get(index);
    return steps.subList(0, index).stream()
        .anyMatch(before -> before.kind() == step.kind() && before.bytes() == step.bytes());
  }

  private void take(Contender contender, RingStep step, String line) throws IOException {
    String[] words = line.split(" ", 2);
    switch (step.kind()) {
      case ROUND_TRIP -> trips.computeIfAbsent(key("round trip", step.bytes(), contender.title()),
          key -> new ArrayList<>()).add(SampleFile.take(Path.of(words[1])));
      case ONE_WAY -> rates.computeIfAbsent(key("one way", step.bytes(), contender.title()), key -> new ArrayList<>())
          .add(step.count() * 1e3 / Long.parseLong(words[0]));
    }
  }

  private static String key(String what, int bytes, String subject) {
    return what + " " + bytes + " B|" + subject;
  }

  private void summarize() {
    trips.forEach((key, histograms) -> report.add(Measure.micros(what(key), subject(key),
        Measure.merged(histograms.stream()))));
    rates.forEach((key, values) -> report.add(Measure.of(what(key), subject(key), "M msg/s", values)));
    String ours = Contender.PARAVANE.title();
    report.ratio("round trip 64 B", ours, Contender.AGRONA.title(), Bound.AT_MOST, MOST_OVER_AGRONA);
    report.goal("one way 64 B", ours, Bound.AT_LEAST, LEAST_MILLIONS);
  }

  private static String what(String key) {
    return key.substring(0, key.indexOf('|'));
  }

  private static String subject(String key) {
    return key.substring(key.indexOf('|') + 1);
  }

  @Override
  public void close() throws IOException {
    NativeProgram.remove(folder);
  }
}
