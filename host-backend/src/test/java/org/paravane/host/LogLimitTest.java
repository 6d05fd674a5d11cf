package org.paravane.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLimitTest {
  @Test
  void letsOneLineThroughPerInterval() {
    LogLimit limit = new LogLimit(100);
    assertThat(limit.allows(5)).isTrue();
    assertThat(limit.allows(5)).isFalse();
    assertThat(limit.allows(104)).isFalse();
    assertThat(limit.allows(105)).isTrue();
    assertThat(limit.allows(1_000)).isTrue();
    assertThat(limit.allows(1_099)).isFalse();
  }

  @Test
  void aClockThatWrapsIsNoProblem() {
    LogLimit limit = new LogLimit(100);
    assertThat(limit.allows(Long.MAX_VALUE - 10)).isTrue();
    assertThat(limit.allows(Long.MAX_VALUE)).isFalse();
    assertThat(limit.allows(Long.MIN_VALUE + 200)).isTrue();
  }
}
