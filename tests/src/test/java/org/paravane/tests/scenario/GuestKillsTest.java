package org.paravane.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.tests.storm.GuestKills;

/** A small run; {@code paravane conformance kills} makes two hundred. */
class GuestKillsTest {
  private static final int KILLS = Integer.getInteger("paravane.kills", 12);

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void killedGuestsLeaveNothingAndHarmNobody() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);

    GuestKills.Report report = GuestKills.run(KILLS, seed);

    assertThat(report.problems()).isEmpty();
    assertThat(report.verifiedRuns()).isPositive();
  }
}
