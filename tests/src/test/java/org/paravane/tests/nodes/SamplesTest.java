package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.tests.nodes.BenchReport.Latency;
import org.paravane.tests.nodes.BenchReport.Placement;
import org.paravane.tests.nodes.BenchReport.Subject;
import org.paravane.tests.nodes.BenchReport.Throughput;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SamplesTest {
  private static final Samples HUNDRED = Samples.of(IntStream.rangeClosed(1, 100).map(i -> (101 - i) * 1000).toArray());

  @Test
  void sharesAreThoseOfTheSortedSamples() {
    assertThat(HUNDRED.micros(0)).isEqualTo(1);
    assertThat(HUNDRED.micros(0.5)).isEqualTo(50);
    assertThat(HUNDRED.micros(0.99)).isEqualTo(99);
    assertThat(HUNDRED.micros(1)).isEqualTo(100);
    assertThat(Samples.of(7).micros(0.5)).isEqualTo(0.007);
    assertThatThrownBy(Samples::of).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTheProgramWroteIsRead(@TempDir Path folder) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(3000).putInt(1000).putInt(2000);
    Samples samples = Samples.read(Files.write(folder.resolve("s"), bytes.array()));

    assertThat(samples.count()).isEqualTo(3);
    assertThat(samples.micros(0.5)).isEqualTo(2);
  }

  @Test
  void severalRunsAreOneAndNothingOfThemIsLost() {
    Samples merged = Samples.merged(Stream.of(Samples.of(5, 7, 5), Samples.of(6)));

    assertThat(merged.histogram()).isEqualTo(Map.of(5, 2, 6, 1, 7, 1));
  }

  private static BenchReport report(Latency... rows) {
    return new BenchReport("a machine", List.of(rows), List.of(new Throughput(Subject.LOCAL, 16, 123456)));
  }

  private static Latency row(Subject subject, Placement placement, int nanos) {
    return Latency.of(subject, placement, Samples.of(nanos, nanos, nanos));
  }

  @Test
  void theGuestDriverIsComparedWithTheFloorOfTheSamePlacement() {
    BenchReport report = report(row(Subject.FLOOR, Placement.ONE_CORE, 2000),
        row(Subject.LOCAL, Placement.ONE_CORE, 2500), row(Subject.LOCAL, Placement.ANYWHERE, 60_000));

    assertThat(report.ratio(Placement.ONE_CORE)).contains(1.25);
    assertThat(report.ratio(Placement.ANYWHERE)).isEmpty();
    assertThat(report.toTable()).contains("one core: guest driver alone is 1.25 x the floor at the median (goal: 1.5)",
        "123456", "a machine").doesNotContain("anywhere: guest");
  }

  @Test
  void theReportIsJsonAndItsSamplesAreATable(@TempDir Path folder) throws IOException {
    Latency floor = row(Subject.FLOOR, Placement.ONE_CORE, 2000);
    SequencedMap<Latency, Samples> samples = new LinkedHashMap<>();
    samples.put(floor, Samples.of(2000, 2100, 2000));

    report(floor).write(folder.resolve("results"), samples);

    JsonNode json = JsonMapper.shared().readTree(Files.readString(folder.resolve("results/ioctl.json")));
    assertThat(json.required("latencies").get(0).required("median").asDouble()).isEqualTo(2);
    assertThat(json.required("ratioOneCore").isNull()).isTrue();
    assertThat(json.required("goal").asDouble()).isEqualTo(BenchReport.GOAL);
    assertThat(Files.readAllLines(folder.resolve("results/ioctl-latency.csv"))).containsExactly(
        "subject,placement,nanos,count", "FLOOR,ONE_CORE,2000,2", "FLOOR,ONE_CORE,2100,1");
  }
}
