package org.paravane.tests.bench.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.paravane.tests.bench.report.Comparison.Bound;
import org.paravane.tests.bench.report.Measure;
import org.paravane.tests.bench.report.ReportBuilder;
import org.paravane.tests.bench.report.SampleFile;

/** A kernel that does nothing: launched and waited for, launched many times, and where the time of one launch goes. */
final class LaunchBench {
  private static final List<String> WAITS = List.of("block", "spin");
  private static final List<Integer> BURSTS = List.of(1, 16, 64);
  private static final List<String> HOPS = List.of("write packet", "submit (ioctl)", "submit until engine begins",
      "engine", "engine ended until seen", "all");
  private static final double MOST_BLOCKING_MICROS = 40;
  private static final double MOST_SPINNING_MICROS = 20;
  private static final double MOST_PIPELINED_MICROS = 5;

  private final DeviceStack stack;
  private final List<DeviceProgram> subjects;
  private final DeviceEffort effort;
  private final ReportBuilder report;

  LaunchBench(DeviceStack stack, List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report) {
    this.stack = stack;
    this.subjects = subjects;
    this.effort = effort;
    this.report = report;
  }

  void measure() throws IOException {
    for (String wait : WAITS) {
      waited(wait);
    }
    for (int burst : BURSTS) {
      pipelined(burst);
    }
    for (String wait : WAITS) {
      hops(wait);
    }
    report.goal("launch + block", DeviceBench.GUEST, Bound.AT_MOST, MOST_BLOCKING_MICROS);
    report.goal("launch + spin", DeviceBench.GUEST, Bound.AT_MOST, MOST_SPINNING_MICROS);
    report.goal("pipelined, 64 a submission", DeviceBench.GUEST, Bound.AT_MOST, MOST_PIPELINED_MICROS);
    report.note(
        "hops: medians. The engine's clock is brought to the program's by the tightest bounds of 500 launches: none begins before"
            + " it is submitted, none is seen before it has ended");
  }

  private void waited(String wait) throws IOException {
    Map<DeviceProgram, List<Histogram>> times = new LinkedHashMap<>();
    Path samples = stack.file("samples");
    for (int round = -1; round < effort.rounds(); round++) {
      for (DeviceProgram subject : subjects) {
        Optional<List<Long>> done = subject.ask("launch", wait, effort.launches(), samples);
        if (done.isPresent()) {
          Histogram histogram = SampleFile.take(samples);
          if (round >= 0) {
            times.computeIfAbsent(subject, key -> new ArrayList<>()).add(histogram);
          }
        }
      }
    }
    times.forEach((subject, histograms) -> report
        .add(Measure.micros("launch + " + wait, subject.subject(), Measure.merged(histograms.stream()))));
  }

  private void pipelined(int burst) throws IOException {
    Map<DeviceProgram, List<Double>> times = new LinkedHashMap<>();
    for (int round = -1; round < effort.rounds(); round++) {
      for (DeviceProgram subject : subjects) {
        Optional<List<Long>> nanos = subject.ask("pipelined", effort.pipelined(), burst);
        if (nanos.isPresent() && round >= 0) {
          times.computeIfAbsent(subject, key -> new ArrayList<>())
              .add(nanos.get().getFirst() / 1e3 / effort.pipelined());
        }
      }
    }
    times.forEach((subject, values) -> report
        .add(Measure.of("pipelined, " + burst + " a submission", subject.subject(), "us", values)));
  }

  private void hops(String wait) throws IOException {
    for (DeviceProgram subject : subjects) {
      Optional<List<Long>> medians = subject.ask("hops", wait, effort.launches());
      if (medians.isEmpty() || subject.subject().equals(DeviceBench.NATIVE)) {
        continue;
      }
      for (int hop = 0; hop < HOPS.size(); hop++) {
        report.add(Measure.single("hop, " + wait + ": " + HOPS.get(hop), subject.subject(), "us",
            medians.get().get(hop) / 1e3));
      }
    }
  }
}
