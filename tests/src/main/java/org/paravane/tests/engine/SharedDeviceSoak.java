package org.paravane.tests.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.ChildProcess;
import tools.jackson.databind.JsonNode;

/**
 * Many guest processes on one device, mixed kernels, every result verified by the guest; then again while half of them are killed at
 * random moments. The others' results stay right, and the host holds what it held before.
 */
public final class SharedDeviceSoak {
  /** Sixteen workers start at the same time: some seconds each on a small machine. */
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final EngineStack stack;
  private final Options options;
  private final NativeProgram program;
  private final Random random;

  /**
   * What is done.
   *
   * @param guests processes at a time
   * @param launches kernels that each launches and verifies
   * @param seed of kernels, data, and the moments of death
   */
  public record Options(int guests, int launches, long seed) {
  }

  private SharedDeviceSoak(EngineStack stack, Options options) throws IOException, InterruptedException {
    this.stack = stack;
    this.options = options;
    this.program = NativeProgram.compileGuest("engine_guest");
    this.random = new Random(options.seed());
  }

  /**
   * Runs it with servers of its own.
   *
   * @throws IOException when they do not start
   */
  public static EngineReport run(Options options) throws IOException, InterruptedException {
    try (EngineStack stack = EngineStack.start(List.of())) {
      SharedDeviceSoak soak = new SharedDeviceSoak(stack, options);
      long took = soak.everybodyWorks();
      stack.checkBaseline();
      soak.halfOfThemDie(took);
      stack.checkBaseline();
      return stack.end("engine");
    }
  }

  private ChildProcess guest(String name, long launches) throws IOException {
    return stack.start(name, program, List.of(Long.toUnsignedString(random.nextLong()), Long.toString(launches)));
  }

  private List<ChildProcess> guests(String name, int count, long launches) throws IOException {
    List<ChildProcess> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(guest(name, launches));
    }
    return all;
  }

  /** Nanoseconds from the first start to the last end. */
  private long everybodyWorks() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<ChildProcess> guests = guests("guest", options.guests(), options.launches());
    for (ChildProcess guest : guests) {
      stack.next(guest, START);
    }
    long ready = System.nanoTime();
    long verified = 0;
    for (ChildProcess guest : guests) {
      verified += finish(guest);
    }
    long end = System.nanoTime();
    stack.figure("guests", options.guests());
    stack.figure("launches verified", verified);
    stack.figure("seconds until all were ready", seconds(ready - begin));
    stack.figure("seconds until all were done", seconds(end - begin));
    return end - begin;
  }

  private void halfOfThemDie(long usualNanos) throws IOException, InterruptedException {
    int dying = options.guests() / 2;
    List<ChildProcess> victims = guests("victim", dying, 0);
    List<ChildProcess> others = guests("survivor", options.guests() - dying, options.launches());
    long begin = System.nanoTime();
    long[] moments = random.longs(dying, 0, usualNanos).sorted().toArray();
    List<ChildProcess> order = new ArrayList<>(victims);
    Collections.shuffle(order, random);
    int working = 0;
    for (int i = 0; i < dying; i++) {
      LockSupport.parkNanos(Math.max(0, begin + moments[i] - System.nanoTime()));
      ChildProcess victim = order.get(i);
      working += victim.lineNow().isPresent() ? 1 : 0;
      if (!victim.isAlive()) {
        stack.problem("guest ended before it was killed: name=" + victim.name() + stack.said(victim));
      }
      victim.kill();
    }
    long verified = 0;
    for (ChildProcess other : others) {
      stack.next(other, START);
      verified += finish(other);
    }
    for (ChildProcess victim : victims) {
      victim.close();
    }
    stack.figure("guests killed", dying);
    stack.figure("of these at work", working);
    stack.figure("launches verified beside them", verified);
  }

  /** What a guest has verified at its end. */
  private long finish(ChildProcess guest) throws InterruptedException {
    JsonNode result = stack.next(guest, PATIENCE);
    long launches = result == null ? 0 : result.required("launches").asLong();
    if (launches != options.launches() || (result != null && result.required("wrong").asLong() != 0)) {
      stack.problem("guest did not verify everything: name=" + guest.name() + ", result=" + result);
    }
    stack.expectEnd(guest);
    return launches;
  }

  private static double seconds(long nanos) {
    return Math.round(nanos / 1e7) / 100.0;
  }
}
