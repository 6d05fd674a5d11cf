package org.paravane.tests.nodes;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Processes that open nodes, use them, and are killed at random moments. */
public final class NodesSoak {
  private static final int DEVICES = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** What a call may answer while its process is not being killed: a signal can only be the one that kills. */
  private static final Set<String> ALLOWED = Set.of("EINTR");

  private NodesSoak() {
  }

  /**
   * Runs it with servers of its own.
   *
   * @throws IOException when they do not start
   */
  public static SoakReport run(int processes, int seconds, long seed) throws IOException, InterruptedException {
    try (SoakStack stack = SoakStack.start(DEVICES)) {
      List<String> words = new ArrayList<>(List.of(Long.toUnsignedString(seed), Integer.toString(processes),
          Integer.toString(seconds)));
      words.addAll(stack.nodes());
      JsonNode found = stack.run(NativeProgram.compile("churn", "guest.c"), PATIENCE.plusSeconds(seconds), words);
      judge(stack, found);
      stack.checkBaseline();
      return stack.end();
    }
  }

  private static void judge(SoakStack stack, JsonNode found) {
    stack.fact("%d processes started, %d killed, %d calls, %d kernels verified".formatted(
        found.required("started").asLong(), found.required("killed").asLong(), found.required("calls").asLong(),
        found.required("runs").asLong()));
    stack.fact("longest call %.1f ms (%s), slowest death %.1f ms".formatted(
        found.required("longestMicros").asLong() / 1e3, found.required("longestStep").asString(),
        found.required("slowestDeathMicros").asLong() / 1e3));
    if (found.required("blocked").asLong() != 0 || found.required("longestMicros").asLong() > 1_000_000) {
      stack.problem("callers were blocked for more than a second: " + found);
    }
    if (found.required("slowestDeathMicros").asLong() > 1_000_000) {
      stack.problem("a killed process lived on for more than a second: " + found);
    }
    if (found.required("wrong").asLong() != 0) {
      stack.problem("results are wrong: " + found);
    }
    if (found.required("runs").asLong() == 0) {
      stack.problem("no kernel ever ran: " + found);
    }
    found.required("refused").propertyStream().filter(refusal -> !ALLOWED.contains(refusal.getKey()))
        .forEach(refusal -> stack.problem("calls were refused: errno=" + refusal.getKey() + ", times="
            + refusal.getValue()));
  }
}
