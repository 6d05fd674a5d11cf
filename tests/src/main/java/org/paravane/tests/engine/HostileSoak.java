package org.paravane.tests.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.ChildProcess;
import tools.jackson.databind.JsonNode;

/** Guests in C and Java that do everything wrong, beside one whose results stay right; then nothing is left of them. */
public final class HostileSoak {
  private static final Duration LEAST = Duration.ofMinutes(5);
  private static final Duration ROUND = Duration.ofSeconds(10);
  private static final int WARM_UPS = 4;

  private final EngineStack stack;
  private final Options options;
  private final NativeProgram attacker;

  /**
   * What is done.
   *
   * @param rounds of each attack in each language
   * @param attacks which ones
   * @param packetTimeout of the host: each endless kernel takes that long
   * @param alone how long the guest that does nothing wrong is measured alone
   * @param search whether a kernel searches its process for a secret too
   * @param seed of the kernels of that guest
   */
  public record Options(int rounds, Set<Attack> attacks, Duration packetTimeout, Duration alone, boolean search,
      long seed) {
    public Options {
      attacks = Set.copyOf(attacks);
    }
  }

  private HostileSoak(EngineStack stack, Options options) throws IOException, InterruptedException {
    this.stack = stack;
    this.options = options;
    this.attacker = NativeProgram.compileGuest("attack_engine");
  }

  /**
   * Runs it with servers of its own.
   *
   * @throws IOException when they do not start
   */
  public static EngineReport run(Options options) throws IOException, InterruptedException {
    List<String> hostOptions = List.of("--packet-timeout", Long.toString(options.packetTimeout().toMillis()));
    try (EngineStack stack = EngineStack.start(hostOptions)) {
      HostileSoak soak = new HostileSoak(stack, options);
      try (Bystander bystander = Bystander.start(stack, NativeProgram.compileGuest("engine_guest"), options.seed())) {
        soak.attack(bystander);
      }
      stack.checkBaseline();
      return stack.end("hostile");
    }
  }

  private void attack(Bystander bystander) throws IOException, InterruptedException {
    // Until the compilers of three JVMs are done with it, it is several times slower.
    bystander.during(this::warmUp);
    Bystander.Pace alone = bystander.during(this::nothing);
    tell("alone", alone, alone);
    for (Attack attack : Attack.values()) {
      if (options.attacks().contains(attack)) {
        tell(attack.word() + " in C", bystander.during(() -> inC(attack)), alone);
        if (JavaAttacker.knows(attack)) {
          tell(attack.word() + " in Java", bystander.during(() -> inJava(attack)), alone);
        }
      }
    }
    if (options.search()) {
      SecretSearch search = new SecretSearch(stack);
      tell("search for a secret", bystander.during(search::run), alone);
    }
    tell("alone again", bystander.during(this::nothing), alone);
  }

  private void warmUp() {
    LockSupport.parkNanos(WARM_UPS * options.alone().toNanos());
  }

  private void nothing() {
    LockSupport.parkNanos(options.alone().toNanos());
  }

  private void tell(String what, Bystander.Pace pace, Bystander.Pace alone) {
    stack.figure("bystander, " + what, String.format(Locale.ROOT,
        "%.0f launches/s, dip %.0f %%, longest wait %.1f ms, %d launches verified", pace.perSecond(), pace.dip(alone),
        pace.longestMillis(), pace.launches()));
    if (pace.launches() == 0) {
      stack.problem("bystander stands still: during=" + what);
    }
  }

  private void inC(Attack attack) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    ChildProcess program = stack.start("attack", attacker,
        List.of(attack.word(), Integer.toString(options.rounds())));
    JsonNode result = stack.next(program, LEAST.plus(ROUND.multipliedBy(options.rounds())));
    stack.expectEnd(program);
    stack.figure(attack.word() + " in C",
        rounds(result == null ? 0 : result.required("rounds").asInt(), begin));
  }

  private void inJava(Attack attack) {
    long begin = System.nanoTime();
    int done = 0;
    try (JavaAttacker guest = new JavaAttacker(stack.node())) {
      for (; done < options.rounds(); done++) {
        guest.attack(attack, done);
      }
      guest.problems().stream().limit(20).forEach(stack::problem);
    }
    stack.figure(attack.word() + " in Java", rounds(done, begin));
  }

  private static String rounds(int count, long begin) {
    return String.format(Locale.ROOT, "%d rounds in %.1f s", count, (System.nanoTime() - begin) / 1e9);
  }
}
