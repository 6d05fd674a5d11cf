package org.paravane.tests.bench.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.paravane.tests.bench.report.Report;
import org.paravane.tests.bench.report.ReportBuilder;

/** Benchmarks of a device, by name. */
public enum DeviceBench {
  LAUNCH("launch") {
    @Override
    void measure(DeviceStack stack, List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report)
        throws IOException {
      new LaunchBench(stack, subjects, effort, report).measure();
    }
  },
  BANDWIDTH("bandwidth") {
    @Override
    void measure(DeviceStack stack, List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report)
        throws IOException {
      new BandwidthBench(subjects, effort, report).measure();
    }
  },
  COMPUTE("compute") {
    @Override
    void measure(DeviceStack stack, List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report)
        throws IOException {
      new ComputeBench(subjects, effort, report).measure();
    }
  },
  SCALE("scale") {
    @Override
    void measure(DeviceStack stack, List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report)
        throws IOException, InterruptedException {
      new ScaleBench(stack, effort, report).measure();
    }
  };

  /** Names of the two ways to the device in reports. */
  static final String NATIVE = "native";
  static final String GUEST = "guest";

  private final String title;

  DeviceBench(String title) {
    this.title = title;
  }

  /** Its name on the command line and in results. */
  public String title() {
    return title;
  }

  /**
   * Starts a host, a guest driver and the programs, and measures.
   *
   * @param hostOptions what {@code paravane host} is told, the engine for instance
   * @throws IOException when a part does not start or stops working; the message says which and why
   */
  public Report run(List<String> hostOptions, DeviceEffort effort) throws IOException, InterruptedException {
    ReportBuilder report = new ReportBuilder(title);
    report.version("host options", String.join(" ", hostOptions));
    try (DeviceStack stack = DeviceStack.start(hostOptions)) {
      List<DeviceProgram> subjects = new ArrayList<>();
      Optional<DeviceProgram> alone = this == SCALE ? Optional.empty() : stack.alone();
      alone.ifPresent(subjects::add);
      if (alone.isEmpty() && this != SCALE) {
        report.note("no native peer: no OpenCL device in this process");
      }
      DeviceProgram guest = stack.guest(GUEST);
      subjects.add(guest);
      subjects.forEach(subject -> report.version(subject.subject() + " device", subject.device()));
      measure(stack, subjects, effort, report);
    }
    return report.build();
  }

  abstract void measure(DeviceStack stack, List<DeviceProgram> subjects, DeviceEffort effort, ReportBuilder report)
      throws IOException, InterruptedException;
}
