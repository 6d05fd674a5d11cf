package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.paravane.host.cli.HostCommand;
import org.paravane.tests.process.Fleet;
import picocli.CommandLine;

/** A host process with an engine of a kind, and a guest driver process that serves its devices as nodes. */
final class EngineHouse implements AutoCloseable {
  private final Fleet fleet;

  private EngineHouse(Fleet fleet) {
    this.fleet = fleet;
  }

  static EngineHouse simulated() throws IOException {
    return start(List.of("--devices", "1"));
  }

  /** With an OpenCL device; skips the test, with the reason, where there is none. */
  static EngineHouse openCl() throws IOException {
    StringWriter help = new StringWriter();
    new CommandLine(new HostCommand()).usage(new PrintWriter(help, true));
    assumeTrue(help.toString().contains("--engine"), "this host has no switch --engine");
    Requirements.assumeOpenCl();
    return start(List.of("--engine", "opencl"));
  }

  private static EngineHouse start(List<String> hostOptions) throws IOException {
    Requirements.assumeMounts();
    Fleet fleet = Fleet.create();
    try {
      assertThat(fleet.startHost(hostOptions)).isEmpty();
      assertThat(fleet.startGuestDriver(List.of())).isEmpty();
      assertThat(fleet.awaitNodes(1)).isTrue();
      return new EngineHouse(fleet);
    } catch (IOException | RuntimeException | Error e) {
      fleet.close();
      throw e;
    }
  }

  Path node() {
    return fleet.node(0);
  }

  @Override
  public void close() {
    fleet.close();
  }
}
