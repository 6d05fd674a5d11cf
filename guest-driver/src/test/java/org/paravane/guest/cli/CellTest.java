package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "1023, 1023", "1024, 1.0K", "1536, 1.5K", "1073741824, 1.0G", "9223372036854775807, 8.0E"})
  void bytesHaveUnits(long bytes, String text) {
    assertThat(Cell.bytes(OptionalLong.of(bytes))).isEqualTo(text);
  }

  @Test
  void unknownIsNeverZero() {
    assertThat(Cell.text(Optional.empty())).isEqualTo("N/A");
    assertThat(Cell.number(OptionalLong.empty())).isEqualTo("N/A");
    assertThat(Cell.bytes(OptionalLong.empty())).isEqualTo("N/A");
    assertThat(Cell.percent(OptionalDouble.empty())).isEqualTo("N/A");
    assertThat(Cell.decimal(OptionalDouble.empty())).isEqualTo("N/A");
    assertThat(Cell.scaled(OptionalLong.empty(), 1, 1)).isEqualTo("N/A");
  }

  @Test
  void numbersAreRounded() {
    assertThat(Cell.percent(OptionalDouble.of(0.4121))).isEqualTo("41.2");
    assertThat(Cell.decimal(OptionalDouble.of(2))).isEqualTo("2.0");
    assertThat(Cell.scaled(OptionalLong.of(41_500), 1000, 1)).isEqualTo("41.5");
  }

  @Test
  void aRoundIsOneLine() {
    assertThat(new RoundResult("accel0", "saxpy", 3, 120, 45, true, null).json()).isEqualTo(
        "{\"device\":\"accel0\",\"kernel\":\"saxpy\",\"bytes\":120,\"micros\":45,\"verified\":true,\"round\":3}");
    assertThat(new RoundResult("accel0", "saxpy", 1, 0, 0, false, "open: EBUSY: \"held\"\n").json())
        .endsWith("\"verified\":false,\"round\":1,\"error\":\"open: EBUSY: \\\"held\\\"\\n\"}");
  }
}
