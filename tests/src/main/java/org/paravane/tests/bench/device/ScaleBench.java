package org.paravane.tests.bench.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.paravane.tests.bench.report.Comparison.Bound;
import org.paravane.tests.bench.report.Measure;
import org.paravane.tests.bench.report.ReportBuilder;
import org.paravane.tests.bench.report.SampleFile;

/** Several guest processes that share a device: what they get together, how evenly, and how long a small kernel has to wait. */
final class ScaleBench {
  private static final List<Integer> GUESTS = List.of(1, 2, 4, 8, 16);
  private static final String KIND = "saxpy";
  private static final long START_NANOS = 300_000_000L;
  private static final double LEAST_OF_ONE = 0.95;
  private static final double LEAST_FAIRNESS = 0.99;

  private final DeviceStack stack;
  private final DeviceEffort effort;
  private final ReportBuilder report;

  ScaleBench(DeviceStack stack, DeviceEffort effort, ReportBuilder report) {
    this.stack = stack;
    this.effort = effort;
    this.report = report;
  }

  void measure() throws IOException, InterruptedException {
    List<DeviceProgram> guests = new ArrayList<>();
    while (guests.size() < effort.mostGuests()) {
      guests.add(stack.guest("guest " + guests.size()));
    }
    DeviceProgram small = stack.guest("small kernel");
    double alone = 0;
    for (int count : GUESTS) {
      if (count > guests.size()) {
        break;
      }
      double sum = together(guests.subList(0, count), small);
      alone = count == 1 ? sum : alone;
      String what = "sum over one guest, " + count + " guests";
      report.add(Measure.single(what, DeviceBench.GUEST, "x", sum / alone));
      if (count == 2) {
        report.goal(what, DeviceBench.GUEST, Bound.AT_LEAST, LEAST_OF_ONE);
        report.goal("fairness (Jain), 2 guests", DeviceBench.GUEST, Bound.AT_LEAST, LEAST_FAIRNESS);
      }
    }
    report.note("each guest launches " + KIND + " over " + elements()
        + " floats, waits asleep, and launches again; the small kernel does nothing, beside them, in a run of its own");
  }

  private int elements() {
    return effort.elements() / 16;
  }

  /** Launches a second of all together. */
  private double together(List<DeviceProgram> guests, DeviceProgram small) throws IOException {
    begin(guests, guests.getFirst());
    List<Double> shares = ends(guests);
    for (int i = 0; i < guests.size(); i++) {
      SampleFile.take(stack.file("load-" + i));
    }
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    String count = guests.size() == 1 ? "1 guest" : guests.size() + " guests";
    report.add(Measure.of("launches a second of each, " + count, DeviceBench.GUEST, "1/s", shares));
    report.add(Measure.single("fairness (Jain), " + count, DeviceBench.GUEST, "", Measure.fairness(shares)));
    // Again with the small kernel beside them.
    long at = begin(guests, small);
    small.send("load", "noop", 0, at, effort.millis(), stack.file("small"));
    ends(guests);
    ends(List.of(small));
    IntStream.range(0, guests.size()).mapToObj(i -> stack.file("load-" + i)).forEach(file -> file.toFile().delete());
    Histogram waits = SampleFile.take(stack.file("small"));
    if (waits.getTotalCount() > 0) {
      report.add(Measure.micros("small kernel beside " + count, DeviceBench.GUEST, waits));
    }
    return sum;
  }

  private long begin(List<DeviceProgram> guests, DeviceProgram clock) throws IOException {
    // What a guest does the first time takes long beside others, and who begins late is alone in the end.
    for (DeviceProgram guest : guests) {
      if (guest.ask("compute", KIND, elements()).isEmpty()) {
        throw cannot(guest);
      }
    }
    long now = clock.ask("clock").orElseThrow(() -> new IOException("program has no clock")).getFirst();
    long at = now + START_NANOS;
    for (int i = 0; i < guests.size(); i++) {
      guests.get(i).send("load", KIND, elements(), at, effort.millis(), stack.file("load-" + i));
    }
    return at;
  }

  private static IOException cannot(DeviceProgram guest) {
    return new IOException("guest cannot: subject=" + guest.subject());
  }

  private List<Double> ends(List<DeviceProgram> guests) throws IOException {
    List<Double> shares = new ArrayList<>();
    for (DeviceProgram guest : guests) {
      List<Long> done = guest.numbers().orElseThrow(() -> cannot(guest));
      if (done.get(2) != 1) {
        throw new IOException("wrong result: subject=" + guest.subject());
      }
      shares.add(done.get(0) * 1e9 / done.get(1));
    }
    return shares;
  }
}
