package org.paravane.tests.bench.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.tests.bench.report.Report;

/** That everything is measured; how fast it is is asserted nowhere. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RingBenchTest {
  @Test
  void aStepIsAnArgument() {
    RingStep step = new RingStep(RingStep.Kind.ONE_WAY, 64, 1000);

    assertThat(RingStep.parse(step.toArgument())).isEqualTo(step);
    assertThatThrownBy(() -> RingStep.parse("one_way")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFirstStepOfEachKindAndLengthWarmsUp() {
    assertThat(RingStep.script(new RingEffort(1, 20, 30, 800))).containsSubsequence(
        new RingStep(RingStep.Kind.ROUND_TRIP, 64, 20), new RingStep(RingStep.Kind.ROUND_TRIP, 64, 30),
        new RingStep(RingStep.Kind.ONE_WAY, 64, 800), new RingStep(RingStep.Kind.ONE_WAY, 64, 800));
  }

  @Test
  void ourRingsCarryMessagesBetweenTwoProcesses() throws Exception {
    Report report = RingBench.run(new RingEffort(1, 10, 50, 160));

    String ours = Contender.PARAVANE.title();
    assertThat(report.find("round trip 64 B", ours)).hasValueSatisfying(row -> assertThat(row.count()).isEqualTo(50));
    assertThat(report.find("one way 4096 B", ours)).hasValueSatisfying(row -> assertThat(row.median()).isPositive());
  }
}
