package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.tests.nodes.BenchReport.Placement;
import org.paravane.tests.nodes.BenchReport.Subject;

/** That the benchmark measures everything; how much it measures is asserted nowhere. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class IoctlBenchTest {
  @BeforeEach
  void requireMountsAndCompiler() {
    Requirements.assumeMounts();
    Requirements.assumeCompiler();
  }

  @Test
  void everySubjectIsMeasuredInEveryWay(@TempDir Path results) throws IOException, InterruptedException {
    BenchReport report = IoctlBench.run(new IoctlBench.Effort(400, 500, 20), Optional.of(results));

    for (Subject subject : Subject.values()) {
      for (Placement placement : Placement.values()) {
        assertThat(report.latencies()).filteredOn(row -> row.subject() == subject && row.placement() == placement)
            .singleElement().satisfies(row -> {
              assertThat(row.samples()).isEqualTo(400);
              assertThat(row.least()).isPositive().isLessThanOrEqualTo(row.median());
              assertThat(row.median()).isLessThanOrEqualTo(row.p99());
            });
      }
      assertThat(report.throughputs()).filteredOn(row -> row.subject() == subject)
          .extracting(BenchReport.Throughput::processes).containsExactly(1, 2, 4, 16);
    }
    assertThat(report.throughputs()).allMatch(row -> row.callsPerSecond() > 0);
    assertThat(report.ratio(Placement.ONE_CORE)).isPresent();
    assertThat(report.ratio(Placement.ANYWHERE)).isPresent();
    assertThat(Files.readAllLines(results.resolve("ioctl-latency.csv"))).hasSizeGreaterThan(8);
    assertThat(results.resolve("ioctl.json")).isNotEmptyFile();
  }
}
