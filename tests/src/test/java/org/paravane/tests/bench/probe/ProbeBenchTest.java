package org.paravane.tests.bench.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProbeBenchTest {
  @Test
  void devicesAreCounted() throws Exception {
    assertThat(ProbeBench.run(List.of(1, 3), 1).find("probe of 3 devices", "simulated"))
        .hasValueSatisfying(row -> assertThat(row.median()).isPositive());
  }
}
