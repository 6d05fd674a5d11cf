package org.paravane.tests.bench.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.paravane.tests.bench.report.Comparison.Bound;
import org.paravane.tests.bench.report.Measure;
import org.paravane.tests.bench.report.ReportBuilder;

/** Kernels with work to do, in turns native and over the node; every result is compared with the processor's. */
final class ComputeBench {
  private static final double MOST_OVER_NATIVE = 1.03;
  private static final int SHORT = 3;

  private final List<DeviceProgram> subjects;
  private final DeviceEffort effort;
  private final ReportBuilder report;

  ComputeBench(List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report) {
    this.subjects = subjects;
    this.effort = effort;
    this.report = report;
  }

  void measure() throws IOException {
    for (DeviceProgram subject : subjects) {
      subject.warmUp(effort.launches());
    }
    // Short ones more often: a wake-up more or less is much of their time.
    compute("saxpy", effort.elements(), SHORT * effort.rounds());
    compute("sgemm", effort.matrix(), effort.rounds());
    compute("reduce", effort.elements(), SHORT * effort.rounds());
    compute("nbody", effort.bodies(), SHORT * effort.rounds());
  }

  private void compute(String kind, int size, int rounds) throws IOException {
    String what = kind + " " + size;
    Map<DeviceProgram, List<Double>> times = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (DeviceProgram subject : subjects) {
        Optional<List<Long>> answer = subject.ask("compute", kind, size);
        if (answer.isEmpty()) {
          if (round < 0) {
            report.note(what + ": not measured, " + subject.subject() + " has no such kernel or not the memory");
          }
          continue;
        }
        if (answer.get().get(1) != 1) {
          throw new IOException("wrong result: kernel=" + what + ", subject=" + subject.subject());
        }
        if (round >= 0) {
          times.computeIfAbsent(subject, key -> new ArrayList<>()).add(answer.get().getFirst() / 1e6);
        }
      }
    }
    times.forEach((subject, values) -> report.add(Measure.of(what, subject.subject(), "ms", values)));
    report.ratio(what, DeviceBench.GUEST, DeviceBench.NATIVE, Bound.AT_MOST, MOST_OVER_NATIVE);
  }
}
