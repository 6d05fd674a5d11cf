package org.paravane.tests.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.tests.bench.report.Comparison.Bound;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  private static Report report() {
    return new ReportBuilder("ring").version("agrona", "2.6.0")
        .add(Measure.single("trip", "ours", "us", 0.3))
        .add(Measure.single("trip", "peer", "us", 0.25))
        .ratio("trip", "ours", "peer", Bound.AT_MOST, 1.3)
        .ratio("trip", "ours", "nobody", Bound.AT_MOST, 1.3)
        .goal("trip", "ours", Bound.AT_LEAST, 15)
        .note("a note").build();
  }

  @Test
  void goalsAreComparedWithWhatWasMeasuredInTheSameRun() {
    assertThat(report().comparisons()).extracting(Comparison::reached).containsExactly(true, false);
    assertThat(report().comparisons().getFirst().value()).isEqualTo(1.2);
    assertThat(report().find("trip", "peer")).isPresent();
  }

  @Test
  void theTableHasEverything() {
    assertThat(report().toTable()).contains("bench ring", "trip, ours over peer: 1.200 x (goal: at most 1.3, reached)",
        "trip, ours: 0.300 us (goal: at least 15, not reached)", "note: a note", "agrona: 2.6.0", "processors, ",
        "load average");
  }

  @Test
  void resultsAreAFilePerBenchmarkAndASummaryOfAll(@TempDir Path folder) throws IOException {
    Path results = folder.resolve("deep/results");
    report().write(results);
    new ReportBuilder("probe").add(Measure.single("p", "s", "ms", 4)).build().write(results);

    JsonNode json = JsonMapper.shared().readTree(Files.readString(results.resolve("ring.json")));
    assertThat(json.required("measures").get(0).required("median").asDouble()).isEqualTo(0.3);
    assertThat(json.required("comparisons").get(0).required("reached").asBoolean()).isTrue();
    assertThat(json.required("machine").required("processors").asInt()).isPositive();
    assertThat(results.resolve("probe.json")).exists();
    assertThat(Files.readString(results.resolve("summary.txt"))).contains("bench ring", "bench probe");
  }

  @Test
  void theMachineIsDescribed() {
    Machine machine = Machine.here();

    assertThat(machine.describe()).contains("processors, ", "Linux ", "Java " + System.getProperty("java.version"));
    assertThat(machine.memoryBytes()).isGreaterThan(64L << 20);
  }
}
