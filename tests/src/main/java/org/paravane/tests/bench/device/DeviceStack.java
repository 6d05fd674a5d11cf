package org.paravane.tests.bench.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.Fleet;

/** A host with one device, a guest driver that serves its node, and the programs that are measured on it and without it. */
final class DeviceStack implements AutoCloseable {
  /** A packet that is the first to touch a gibibyte may wait longer for the machine than a guest's packet should. */
  private static final String PACKET_MILLIS = "60000";
  private final Fleet fleet;
  private final Path folder;
  private final List<DeviceProgram> programs = new ArrayList<>();

  private DeviceStack(Fleet fleet, Path folder) {
    this.fleet = fleet;
    this.folder = folder;
  }

  /**
   * Starts host and guest driver.
   *
   * @param hostOptions what {@code paravane host} is told beside what every benchmark needs, the engine for instance
   * @throws IOException when one does not start; the message says which and why
   */
  static DeviceStack start(List<String> hostOptions) throws IOException {
    Fleet fleet = Fleet.create();
    try {
      List<String> options = new ArrayList<>(
          List.of("--devices", "1", "--memory", "4G", "--partition-memory", "4G", "--shared-memory", "16G",
              "--packet-timeout", PACKET_MILLIS));
      options.addAll(hostOptions);
      require("host", fleet.startHost(options));
      require("guest driver", fleet.startGuestDriver(List.of()));
      if (!fleet.awaitNodes(1)) {
        throw new IOException("no device comes: node=" + fleet.node(0));
      }
      return new DeviceStack(fleet, Files.createTempDirectory("paravane-bench"));
    } catch (IOException e) {
      fleet.close();
      throw e;
    }
  }

  private static void require(String what, Optional<String> failure) throws IOException {
    if (failure.isPresent()) {
      throw new IOException(what + " does not start: " + failure.get());
    }
  }

  /** A place for samples. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** A guest program on the node. */
  DeviceProgram guest(String subject) throws IOException, InterruptedException {
    DeviceProgram program = DeviceProgram.startOnNode(subject, fleet.node(0), folder);
    programs.add(program);
    return program;
  }

  /** The same measurements in a process that uses OpenCL itself; empty where there is none. */
  Optional<DeviceProgram> alone() throws IOException, InterruptedException {
    Optional<DeviceProgram> program = DeviceProgram.startNative(folder);
    program.ifPresent(programs::add);
    return program;
  }

  @Override
  public void close() throws IOException {
    programs.reversed().forEach(DeviceProgram::close);
    fleet.close();
    NativeProgram.remove(folder);
  }
}
