package org.paravane.vmbus.ring.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
      // ring, longest payload, a pause every, spins
      "4096, 2048, 100, 0", "4096, 8, 50, 10", "65536, 0, 1000, 1000"})
  void otherShapesOfTrafficAreNoDifferent(int ringBytes, int maxPayload, int pauseEvery, int spins) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of otherShapesOfTraffic: " + seed);
    StressOptions options = new StressOptions(20_000, seed, ringBytes, maxPayload, pauseEvery, spins);
    StressReport report = RingStress.run(options);
    assertThat(report.problems(options)).isEmpty();
    assertThat(report.payloadBytes()).isBetween(0L, 20_000L * maxPayload);
  }
}
