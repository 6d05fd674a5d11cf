package org.paravane.tests.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.DeviceProperties;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.ChildProcess;
import org.paravane.tests.process.Fleet;
import tools.jackson.databind.json.JsonMapper;

/** The demo's guest programs, what they reported, and how much that should have been. */
final class DemoGuests {
  private static final List<String> BUILT_IN = List.of("saxpy", "sgemm");
  /** Runs where the device takes programs. */
  private static final String OPENCL = "opencl_saxpy";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String IN_C = "in-c";

  private final Fleet fleet;
  private final int guests;
  private final int devices;
  private final Consumer<String> complaints;
  private final List<DemoReport.Row> rows = new ArrayList<>();
  private DemoReport.Front front = DemoReport.Front.IN_PROCESS;
  private final List<DemoReport.Device> engines = new ArrayList<>();
  private int expected;
  private boolean well = true;

  DemoGuests(Fleet fleet, int guests, int devices, Consumer<String> complaints) {
    this.fleet = fleet;
    this.guests = guests;
    this.devices = devices;
    this.complaints = complaints;
  }

  /** Runs guests in Java and one in C on the nodes that the fleet's guest driver serves. */
  void runOnNodes() throws IOException, InterruptedException {
    front = DemoReport.Front.MOUNTED;
    int takingPrograms = describeDevices();
    List<ChildProcess> running = new ArrayList<>();
    for (int i = 0; i < guests; i++) {
      running.add(fleet.startMountedGuest("guest" + i, kernels()));
      expected += devices * BUILT_IN.size() + takingPrograms;
    }
    Optional<NativeProgram> inC = compile();
    for (int device = 0; device < devices && inC.isPresent(); device++) {
      running.add(fleet.startProgram(IN_C + device, inC.get().command(fleet.node(device).toString())));
      expected++;
    }
    awaitAll(running);
  }

  /** Runs guests in Java that connect to the host themselves. */
  void runWithOwnDrivers() throws IOException, InterruptedException {
    List<ChildProcess> running = new ArrayList<>();
    for (int i = 0; i < guests; i++) {
      running.add(fleet.startGuest("guest" + i,
          List.of("--expect", Integer.toString(devices), "--kernels", String.join(",", BUILT_IN))));
      expected += devices * BUILT_IN.size();
    }
    complaints.accept("no guest in C: it needs mounted nodes");
    awaitAll(running);
  }

  /** Notes what each device is; answers how many take programs in OpenCL C. */
  private int describeDevices() {
    int takingPrograms = 0;
    for (int i = 0; i < devices; i++) {
      try (Accelerator accelerator = Accelerator.open(fleet.node(i))) {
        DeviceProperties device = accelerator.device();
        takingPrograms += device.openClC() ? 1 : 0;
        engines.add(new DemoReport.Device(accelerator.name(), device.name(),
            device.engine().map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse("unknown")));
      }
    }
    return takingPrograms;
  }

  /** What the devices are; empty where guests have drivers of their own. */
  List<DemoReport.Device> engines() {
    return engines;
  }

  private static List<String> kernels() {
    return List.of("--kernels", String.join(",", BUILT_IN) + "," + OPENCL);
  }

  private Optional<NativeProgram> compile() throws InterruptedException {
    if (NativeProgram.compiler().isEmpty()) {
      complaints.accept("no guest in C: there is no C compiler (gcc or cc) in PATH");
      return Optional.empty();
    }
    try {
      return Optional.of(NativeProgram.compile("demo_saxpy", "guest.c"));
    } catch (IOException e) {
      complaints.accept("guest in C cannot be built: " + e.getMessage());
      well = false;
      return Optional.empty();
    }
  }

  private void awaitAll(List<ChildProcess> running) throws IOException, InterruptedException {
    for (ChildProcess guest : running) {
      for (Optional<String> line = guest.nextLine(PATIENCE); line.isPresent(); line = guest.nextLine(PATIENCE)) {
        rows.add(DemoReport.Row.parse(name(guest), JsonMapper.shared().readTree(line.get())));
      }
      Optional<Integer> status = guest.waitFor(PATIENCE);
      if (!status.equals(Optional.of(ExitStatus.OK))) {
        complaints.accept("guest failed: guest=" + guest.name() + ", status="
            + status.map(String::valueOf).orElse("still running") + System.lineSeparator() + fleet.errorsOf(guest));
        well = false;
      }
    }
  }

  /** The program in C runs once for each device. */
  private static String name(ChildProcess guest) {
    return guest.name().startsWith(IN_C) ? IN_C : guest.name();
  }

  DemoReport.Front front() {
    return front;
  }

  List<DemoReport.Row> rows() {
    return rows;
  }

  /** How many rows there should be. */
  int expected() {
    return expected;
  }

  /** Whether every guest ended as it should. */
  boolean isWell() {
    return well;
  }
}
