package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private final RunSummary summary = new RunSummary();

  private static RoundResult right(String device, String kernel, long micros) {
    return new RoundResult(device, kernel, 1, 1000, micros, true, null);
  }

  @Test
  void nothingIsNotVerified() {
    assertThat(summary.allVerified()).isFalse();
  }

  @Test
  void roundsAreAveragedByDeviceAndKernel() {
    summary.add(right("accel1", "saxpy", 10));
    summary.add(right("accel0", "saxpy", 10));
    summary.add(right("accel0", "saxpy", 30));
    summary.add(right("accel0", "sgemm", 7));

    assertThat(summary.allVerified()).isTrue();
    assertThat(summary.lines()).containsExactly(
        "DEVICE  KERNEL  ROUNDS  BYTES  MICROS  VERIFIED",
        "accel0  saxpy        2   1000      20  yes",
        "accel0  sgemm        1   1000       7  yes",
        "accel1  saxpy        1   1000      10  yes",
        "all verified: rounds=4");
  }

  @Test
  void oneWrongResultIsEnough() {
    summary.add(right("accel0", "saxpy", 10));
    summary.add(new RoundResult("accel0", "saxpy", 2, 1000, 10, false, null));
    summary.add(new RoundResult("accel1", "saxpy", 1, 0, 0, false, "open: EBUSY: held"));

    assertThat(summary.allVerified()).isFalse();
    assertThat(summary.lines()).contains("accel1: open: EBUSY: held", "NOT verified: rounds=3, right=1")
        .anyMatch(line -> line.startsWith("accel0") && line.endsWith("NO"));
  }

  @Test
  void tablesAreAsWideAsTheirWidestCell() {
    Table table = new Table("A", ">NUMBER", "C").add("long cell", 1, "x").add("s", 1234567, "");
    assertThat(table.lines()).containsExactly("A           NUMBER  C", "long cell        1  x", "s          1234567");
    assertThatThrownBy(() -> table.add("one")).isInstanceOf(IllegalArgumentException.class);
  }
}
