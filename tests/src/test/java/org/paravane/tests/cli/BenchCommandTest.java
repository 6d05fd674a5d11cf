package org.paravane.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
  @Test
  void engineAndIsolationGoToTheHost() {
    BenchOptions options = new BenchOptions();
    assertThat(options.hostOptions()).isEmpty();

    new CommandLine(new Holder(options)).parseArgs("--engine", "opencl", "--isolation", "process", "--brief");

    assertThat(options.hostOptions()).containsExactly("--engine", "opencl", "--isolation", "process");
    assertThat(options.brief()).isTrue();
    assertThat(options.json()).isFalse();
  }

  @CommandLine.Command
  static final class Holder {
    @CommandLine.Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final BenchOptions options;

    Holder(BenchOptions options) {
      this.options = options;
    }
  }

  @Test
  void resultsHaveANameOrAPath() throws Exception {
    BenchOptions options = new BenchOptions();
    new CommandLine(new Holder(options)).parseArgs("--results", "today");
    assertThat(options.folderOrToday()).endsWithRaw(Path.of("benchmarks/results/today"));

    new CommandLine(new Holder(options)).parseArgs("--results", "./elsewhere");
    assertThat(options.folderOrToday()).hasFileName("elsewhere");
  }

  @Test
  void everyBenchmarkHasHelp() {
    for (String name : List.of("ring", "launch", "bandwidth", "compute", "scale", "probe", "all", "ioctl")) {
      StringWriter out = new StringWriter();
      assertThat(Paravane.run(new PrintWriter(out), new PrintWriter(out), "bench", name, "--help")).as(name).isZero();
      assertThat(out.toString()).contains("--json", "--results");
    }
  }

  @Test
  void whatIsUnknownIsUsage() {
    StringWriter out = new StringWriter();
    assertThat(Paravane.run(new PrintWriter(out), new PrintWriter(out), "bench", "ring", "--often"))
        .isEqualTo(ExitStatus.USAGE);
  }
}
