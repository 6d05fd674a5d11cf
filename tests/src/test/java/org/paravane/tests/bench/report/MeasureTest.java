package org.paravane.tests.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureTest {
  @Test
  void medianIsTheMiddleValueOrTheMeanOfTwo() {
    assertThat(Measure.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Measure.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
    assertThatThrownBy(() -> Measure.median(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFewValuesHaveASpread() {
    Measure measure = Measure.of("w", "s", "ms", IntStream.rangeClosed(1, 100).mapToObj(i -> 101.0 - i).toList());

    assertThat(measure).isEqualTo(new Measure("w", "s", "ms", 100, 1, 50.5, 99, 100));
  }

  @Test
  void fairnessIsOneForEqualSharesAndOneOverTheirNumberForOneThatHasAll() {
    assertThat(Measure.fairness(List.of(3.0, 3.0, 3.0))).isEqualTo(1);
    assertThat(Measure.fairness(List.of(5.0, 0.0, 0.0, 0.0))).isEqualTo(0.25);
    assertThat(Measure.fairness(List.of(0.0, 0.0))).isEqualTo(1);
  }

  @Test
  void histogramsOfSeveralRoundsAreOne() {
    Histogram one = new Histogram(4);
    one.recordValue(1000);
    Histogram other = new Histogram(4);
    other.recordValue(3000);

    Measure measure = Measure.micros("w", "s", Measure.merged(Stream.of(one, other)));

    assertThat(measure.count()).isEqualTo(2);
    assertThat(measure.least()).isEqualTo(1);
    assertThat(measure.most()).isEqualTo(3);
  }

  @Test
  void whatAProgramWroteIsReadAndRemoved(@TempDir Path folder) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(3000).putInt(1000).putInt(2000);
    Path file = Files.write(folder.resolve("samples"), bytes.array());

    Histogram histogram = SampleFile.take(file);

    assertThat(histogram.getTotalCount()).isEqualTo(3);
    assertThat(histogram.getValueAtPercentile(50)).isEqualTo(2000);
    assertThat(file).doesNotExist();
  }
}
