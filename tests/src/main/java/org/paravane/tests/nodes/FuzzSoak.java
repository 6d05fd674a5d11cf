package org.paravane.tests.nodes;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.paravane.tests.storm.FuzzTable;
import tools.jackson.databind.JsonNode;

/** Random ioctls of several C programs at once. */
public final class FuzzSoak {
  private static final int DEVICES = 2;
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(60);
  private static final Duration A_CALL = Duration.ofMillis(1);

  private FuzzSoak() {
  }

  /**
   * Runs it with servers of its own.
   *
   * @throws IOException when they do not start
   */
  public static SoakReport run(long ioctls, int processes, long seed) throws IOException, InterruptedException {
    NativeProgram fuzzer = NativeProgram.compile("fuzz_ioctl", Map.of(FuzzTable.HEADER, FuzzTable.render()),
        "guest.c");
    try (SoakStack stack = SoakStack.start(DEVICES)) {
      List<String> words = new ArrayList<>(List.of(Long.toUnsignedString(seed), Integer.toString(processes),
          Long.toString(ioctls)));
      words.addAll(stack.nodes());
      JsonNode found = stack.run(fuzzer, LEAST_PATIENCE.plus(A_CALL.multipliedBy(ioctls)), words);
      stack.fact("%d ioctls by %d processes, longest %.1f ms, answers %s".formatted(found.required("calls").asLong(),
          processes, found.required("longestMicros").asLong() / 1e3, found.required("answers")));
      if (found.required("lostWorkers").asInt() != 0 || found.required("unopened").asLong() != 0) {
        stack.problem("callers were stuck, died, or could not open: " + found);
      }
      if (found.required("undocumented").asLong() != 0) {
        stack.problem("answers that no document names: " + found.required("undocumented"));
      }
      if (found.required("calls").asLong() < ioctls / processes * processes) {
        stack.problem("not all ioctls were made: wanted=" + ioctls + ", made=" + found.required("calls"));
      }
      stack.checkBaseline();
      return stack.end();
    }
  }
}
