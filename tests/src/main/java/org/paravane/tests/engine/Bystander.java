package org.paravane.tests.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.ChildProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A guest that does nothing wrong and verifies every result, and how fast it gets on while others attack. */
final class Bystander implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration TOLD = Duration.ofMillis(150);

  private final EngineStack stack;
  private final ChildProcess process;
  private long launches;
  private long nanos;
  private long longestNanos;

  /**
   * How fast it was for a while.
   *
   * @param launches verified
   * @param perSecond launches
   * @param longestMillis from the submission of some kernels to their end, at most
   */
  record Pace(long launches, double perSecond, double longestMillis) {
    /** How much less than alone, in percent. */
    double dip(Pace alone) {
      return 100 * (1 - perSecond / alone.perSecond);
    }
  }

  private Bystander(EngineStack stack, ChildProcess process) {
    this.stack = stack;
    this.process = process;
  }

  /** Starts it and waits until it works. */
  static Bystander start(EngineStack stack, NativeProgram program, long seed) throws IOException {
    Bystander bystander = new Bystander(stack,
        stack.start("bystander", program, List.of(Long.toUnsignedString(seed), "0")));
    stack.next(bystander.process, START);
    bystander.take(stack.next(bystander.process, PATIENCE));
    return bystander;
  }

  /** Something that others do meanwhile. */
  @FunctionalInterface
  interface Meanwhile {
    void run() throws IOException, InterruptedException;
  }

  /** How fast it is while something else happens. */
  Pace during(Meanwhile something) throws IOException, InterruptedException {
    drain();
    long launchesBefore = launches;
    long nanosBefore = nanos;
    longestNanos = 0;
    something.run();
    // It tells ten times a second; what it does now is told next.
    take(stack.next(process, PATIENCE));
    LockSupport.parkNanos(TOLD.toNanos());
    drain();
    double seconds = Math.max(1, nanos - nanosBefore) / 1e9;
    return new Pace(launches - launchesBefore, (launches - launchesBefore) / seconds, longestNanos / 1e6);
  }

  private void drain() {
    for (Optional<String> line = process.lineNow(); line.isPresent(); line = process.lineNow()) {
      take(JsonMapper.shared().readTree(line.get()));
    }
  }

  private void take(@Nullable JsonNode told) {
    if (told == null) {
      return;
    }
    launches = told.required("launches").asLong();
    nanos = told.required("nanos").asLong();
    longestNanos = Math.max(longestNanos, told.required("longestNanos").asLong());
    if (told.required("wrong").asLong() != 0) {
      stack.problem("bystander's results are wrong: " + told);
    }
  }

  @Override
  public void close() {
    if (!process.isAlive()) {
      stack.problem("bystander ended: name=" + process.name());
    }
    process.close();
  }
}
