package org.paravane.tests.bench.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.paravane.tests.bench.report.Comparison.Bound;
import org.paravane.tests.bench.report.Measure;
import org.paravane.tests.bench.report.ReportBuilder;

/** Bytes from the program to the device and back: by copies, and through memory that both use in place. */
final class BandwidthBench {
  private static final long STEP = 32;

  private final List<DeviceProgram> subjects;
  private final DeviceEffort effort;
  private final ReportBuilder report;

  BandwidthBench(List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report) {
    this.subjects = subjects;
    this.effort = effort;
    this.report = report;
  }

  void measure() throws IOException {
    for (DeviceProgram subject : subjects) {
      subject.warmUp(effort.launches());
    }
    for (long bytes = DeviceEffort.LEAST_BYTES; bytes <= effort.mostBytes(); bytes *= STEP) {
      measure(bytes);
    }
    report.note(
        "memcpy: into shared memory and out again, without a device; mapped: the same with a launch in between that could use"
            + " the bytes in place; copy: packets (guest) or clEnqueueWriteBuffer and ReadBuffer (native) to memory of the device and back");
    report.note("rates count the bytes of both ways");
  }

  private void measure(long bytes) throws IOException {
    String size = " " + (bytes >> 20) + " MiB";
    // Every subject has a floor of its own: whose pages are copied from and to matters more than one would think.
    SequencedMap<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = 0; round < Math.min(effort.rounds(), 5); round++) {
      for (DeviceProgram subject : subjects) {
        for (String way : List.of("memcpy", "mapped", "copy")) {
          Optional<List<Long>> nanos = subject.ask(way, bytes);
          if (nanos.isPresent()) {
            rates.computeIfAbsent(way + "|" + subject.subject(), key -> new ArrayList<>())
                .add(2.0 * bytes / nanos.get().getFirst());
          }
        }
      }
    }
    rates.forEach((key, values) -> {
      String[] words = key.split("\\|", 2);
      report.add(Measure.of(words[0] + size, words[1], "GB/s", values));
    });
    List<Double> mapped = rates.getOrDefault("mapped|" + DeviceBench.GUEST, List.of());
    List<Double> floor = rates.getOrDefault("memcpy|" + DeviceBench.GUEST, List.of());
    if (!mapped.isEmpty() && !floor.isEmpty()) {
      String what = "mapped over memcpy" + size;
      report.add(Measure.single(what, DeviceBench.GUEST, "x", Measure.median(mapped) / Measure.median(floor)));
      report.goal(what, DeviceBench.GUEST, Bound.AT_LEAST, 1);
    }
    report.ratio("copy" + size, DeviceBench.GUEST, DeviceBench.NATIVE, Bound.AT_LEAST, 1);
  }
}
