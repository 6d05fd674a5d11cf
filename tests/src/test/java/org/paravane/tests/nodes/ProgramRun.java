package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param status its exit status
 * @param output what it said on both of its streams
 */
record ProgramRun(int status, String output) {

  /** Runs a program; one that does not end in time is killed, with its children. */
  static ProgramRun of(List<String> words, Duration limit) throws IOException, InterruptedException {
    return of(words, Map.of(), limit);
  }

  /** As {@link #of(List, Duration)}, with more in its environment. */
  static ProgramRun of(List<String> words, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("paravane-program-", ".out");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile())
        .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      String said = Files.readString(output, StandardCharsets.UTF_8);
      return ended
          ? new ProgramRun(process.exitValue(), said)
          : new ProgramRun(-1, said + "killed: it took longer than " + limit);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(output);
    }
  }

  /** Lines that begin with a word. */
  List<String> lines(String first) {
    return output.lines().filter(line -> line.startsWith(first)).toList();
  }
}
