package org.paravane.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.tests.process.Fleet;
import org.paravane.tests.process.HostWatch;
import org.paravane.tests.storm.IoctlStorm;
import org.paravane.tests.storm.StormReport;

/** A short storm; {@code paravane conformance storm} makes a million requests. */
class IoctlStormTest {
  private static final long IOCTLS = Long.getLong("paravane.ioctls", 50_000);

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void everyAnswerIsDocumentedAndNothingIsLeftBehind() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (Fleet fleet = Fleet.create()) {
      assertThat(fleet.startHost(List.of("--devices", "1"))).isEmpty();
      try (HostWatch watch = HostWatch.of(fleet.socket())) {
        StormReport report;
        try (GuestStack guest = GuestStack.connect(fleet.socket(), GuestOptions.defaults())) {
          report = IoctlStorm.run(guest.nodes(), "accel/accel0", IOCTLS, seed);
        }
        assertThat(report.undocumented()).isEmpty();
        assertThat(report.answers().get("0")).as("requests that got through").isGreaterThan(IOCTLS / 50);
        assertThat(watch.awaitBaseline(Duration.ofSeconds(10))).isEmpty();
      }
    }
  }
}
