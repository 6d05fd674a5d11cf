package org.paravane.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.tests.nodes.Requirements;

/** The soaks, with few guests and rounds. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class EngineSoaksTest {
  @BeforeEach
  void requireOpenClMountsAndCompiler() throws IOException {
    Requirements.assumeMounts();
    Requirements.assumeCompiler();
    Requirements.assumeOpenCl();
  }

  private static void assertWell(EngineReport report) {
    assertThat(report.problems()).as(report.figures().toString()).isEmpty();
  }

  private static long seed() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    return seed;
  }

  @Test
  void guestsThatAreKilledHarmNoOther() throws IOException, InterruptedException {
    assertWell(SharedDeviceSoak.run(new SharedDeviceSoak.Options(4, 100, seed())));
  }

  @Test
  void guestsThatDoEverythingWrongHarmNoOtherAndFindNoByteOfIt() throws IOException, InterruptedException {
    assertWell(HostileSoak.run(new HostileSoak.Options(1, EnumSet.allOf(Attack.class), Duration.ofSeconds(2),
        Duration.ofMillis(500), true, seed())));
  }
}
