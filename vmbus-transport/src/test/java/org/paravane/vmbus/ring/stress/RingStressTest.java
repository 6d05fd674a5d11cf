package org.paravane.vmbus.ring.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class RingStressTest {
  @Test
  void twoProcessesLoseNothingAndSignalOnlyAtTransitions() throws Exception {
    StressOptions options = StressOptions.of(200_000, 20_261_120);
    StressReport report = RingStress.run(options);
    assertThat(report.problems(options)).isEmpty();
    assertThat(report.packets()).isEqualTo(200_000);
    assertThat(report.writer().parks()).isPositive();
    assertThat(report.reader().parks()).isPositive();
  }
}
