package org.paravane.tests.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.ChildProcess;
import tools.jackson.databind.JsonNode;

/**
 * A guest with a secret at work, and another one whose kernel searches everything that is mapped or open in its process for it: twice, beside
 * the first one, and after it was killed. This process never sees the secret, nor does the second guest.
 */
final class SecretSearch {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  /** A JVM with an OpenCL driver has more than a hundred times as many: fewer mean that the search saw little. */
  private static final long LEAST_PAGES = 1_000;

  private final EngineStack stack;
  private final NativeProgram planter;
  private final NativeProgram scanner;

  SecretSearch(EngineStack stack) throws IOException, InterruptedException {
    this.stack = stack;
    this.planter = NativeProgram.compileGuest("plant_engine");
    this.scanner = NativeProgram.compileGuest("scan_engine");
  }

  void run() throws IOException, InterruptedException {
    ChildProcess planted = stack.start("planter", planter, List.of());
    JsonNode masked = stack.next(planted, PATIENCE);
    if (masked == null) {
      return;
    }
    search("beside its owner", masked);
    if (!planted.isAlive()) {
      stack.problem("guest with the secret ended: name=" + planted.name());
    }
    planted.kill();
    planted.close();
    search("after its owner", masked);
  }

  private void search(String when, JsonNode masked) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(
        List.of(masked.required("mask").asString(), masked.required("odd").asString()));
    masked.required("words").forEach(word -> words.add(word.asString()));
    ChildProcess scanning = stack.start("scanner", scanner, words);
    JsonNode found = stack.next(scanning, PATIENCE);
    stack.expectEnd(scanning);
    judge(when, found);
  }

  private void judge(String when, @Nullable JsonNode found) {
    if (found == null) {
      return;
    }
    stack.figure("search " + when, found.toString());
    if (found.required("own").asLong() == 0 || found.required("readPages").asLong() < LEAST_PAGES) {
      stack.problem("search does not find what is there: " + found);
    }
    if (found.required("foreign").asLong() != 0) {
      stack.problem("secret of another guest was found: " + found);
    }
    if (found.required("processesReached").asLong() != 0) {
      stack.problem("other processes were reached: " + found);
    }
  }
}
