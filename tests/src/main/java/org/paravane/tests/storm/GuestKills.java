package org.paravane.tests.storm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.paravane.tests.process.ChildProcess;
import org.paravane.tests.process.Fleet;
import org.paravane.tests.process.HostWatch;
import tools.jackson.databind.json.JsonMapper;

/**
 * Guests killed with SIGKILL at random moments of their lives, beside one guest that works all the time. After each kill the
 * host must have noticed, and its sums must be right; at the end it must hold nothing.
 */
public final class GuestKills {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LONGEST_LIFE_MILLIS = 1_500;

  private final Fleet fleet;
  private final SplittableRandom random;
  private final List<String> problems = new ArrayList<>();
  private long verified;

  /**
   * What a run found.
   *
   * @param verifiedRuns of the guest that was left alone
   * @param problems empty when all was well
   */
  public record Report(int kills, long verifiedRuns, List<String> problems, long nanos) {
  }

  private GuestKills(Fleet fleet, long seed) {
    this.fleet = fleet;
    this.random = new SplittableRandom(seed);
  }

  /** Runs it with a host of its own. */
  public static Report run(int kills, long seed) throws IOException, InterruptedException {
    try (Fleet fleet = Fleet.create()) {
      return new GuestKills(fleet, seed).run(kills);
    }
  }

  private Report run(int kills) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Optional<String> failure = fleet.startHost(List.of("--devices", "2"));
    if (failure.isPresent()) {
      throw new IOException("host did not start: " + failure.get());
    }
    try (HostWatch watch = HostWatch.of(fleet.socket())) {
      ChildProcess steady = fleet.startGuest("steady", List.of("--duration", "3600", "--size", "20000"));
      requireVerified(steady.nextLine(PATIENCE));
      for (int i = 0; i < kills; i++) {
        killOne(i, steady, watch);
      }
      verified += drain(steady);
      if (!steady.isAlive()) {
        problems.add("steady guest ended: " + fleet.errorsOf(steady));
      }
      steady.kill();
      List<String> left = watch.awaitBaseline(PATIENCE);
      if (!left.isEmpty()) {
        problems.add("host is not at its baseline: " + left);
      }
    }
    return new Report(kills, verified, List.copyOf(problems), System.nanoTime() - started);
  }

  private void killOne(int number, ChildProcess steady, HostWatch watch) throws IOException, InterruptedException {
    ChildProcess victim = fleet.startGuest("victim" + number, List.of("--duration", "3600"));
    if (random.nextInt(4) != 0) {
      // Most die somewhere in their work, some while they start.
      watch.awaitGuests(2, PATIENCE);
    }
    LockSupport.parkNanos(random.nextLong(LONGEST_LIFE_MILLIS * 1_000_000));
    victim.kill();
    victim.waitFor(PATIENCE);
    if (!watch.awaitGuests(1, PATIENCE)) {
      problems.add("host did not notice: kill=" + number + ", guests=" + watch.guests());
    }
    List<String> violations = watch.violations();
    if (!violations.isEmpty()) {
      problems.add("sums are wrong: kill=" + number + ", violations=" + violations);
    }
    verified += drain(steady);
  }

  /** Takes what the steady guest has reported by now. */
  private long drain(ChildProcess steady) {
    long lines = 0;
    for (Optional<String> line = steady.lineNow(); line.isPresent(); line = steady.lineNow()) {
      requireVerified(line);
      lines++;
    }
    return lines;
  }

  private void requireVerified(Optional<String> line) {
    if (line.isEmpty() || !JsonMapper.shared().readTree(line.get()).required("verified").asBoolean()) {
      problems.add("steady guest: " + line.orElse("ended"));
    }
  }
}
