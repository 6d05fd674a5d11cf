package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The soaks, for seconds instead of minutes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SoaksTest {
  @BeforeEach
  void requireMountsAndCompiler() {
    Requirements.assumeMounts();
    Requirements.assumeCompiler();
  }

  private static void assertWell(SoakReport report) {
    assertThat(report.problems()).as(String.valueOf(report.facts())).isEmpty();
  }

  @Test
  void devicesComeAndGoWhileTheTreeIsRead() throws IOException, InterruptedException {
    assertWell(HotplugSoak.run(20));
  }

  @Test
  void processesThatAreKilledLeaveNothing() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    assertWell(NodesSoak.run(8, 3, seed));
  }

  @Test
  void randomIoctlsGetDocumentedAnswers() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    assertWell(FuzzSoak.run(10_000, 4, seed));
  }
}
