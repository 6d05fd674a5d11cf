package org.paravane.device.lifetime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.device.lifetime.FileLifetime.Entry;

@Timeout(60)
class FileLifetimeTest {

  private enum Op {
    BEGIN, EXIT, RETAIN, DROP, PIN, GONE
  }

  /** The same in plain fields: what the packed word must be equal to. */
  private static final class Model {
    int references = 1;
    int inside;
    int ends;
    boolean gone;

    boolean applies(Op op) {
      return op != Op.EXIT || inside > 0;
    }

    Object apply(Op op) {
      Object answer = switch (op) {
        case BEGIN -> {
          Entry entry = gone ? Entry.GONE : references == 0 ? Entry.CLOSED : Entry.INSIDE;
          inside += entry == Entry.INSIDE ? 1 : 0;
          yield entry;
        }
        case EXIT -> {
          inside--;
          yield "";
        }
        case RETAIN -> {
          boolean possible = references > 0;
          references += possible ? 1 : 0;
          yield possible;
        }
        case DROP -> {
          references -= references > 0 ? 1 : 0;
          yield "";
        }
        case PIN -> {
          boolean possible = ends == 0;
          references += possible ? 1 : 0;
          yield possible;
        }
        case GONE -> {
          gone = true;
          yield "";
        }
      };
      if (references == 0 && inside == 0 && ends == 0) {
        ends = 1;
      }
      return answer;
    }
  }

  private static Object apply(FileLifetime life, Op op) {
    return switch (op) {
      case BEGIN -> life.begin();
      case EXIT -> {
        life.exit();
        yield "";
      }
      case RETAIN -> life.retain();
      case DROP -> {
        life.drop();
        yield "";
      }
      case PIN -> life.pin();
      case GONE -> {
        life.markGone();
        yield "";
      }
    };
  }

  /** All sequences of seven operations: 6^7 = 279,936. */
  @Test
  void everySequenceBehavesAsTheModel() {
    int length = 7;
    int sequences = (int) Math.pow(Op.values().length, length);
    for (int code = 0; code < sequences; code++) {
      AtomicInteger ends = new AtomicInteger();
      FileLifetime life = new FileLifetime("f", ends::incrementAndGet);
      Model model = new Model();
      for (int step = 0, rest = code; step < length; step++, rest /= Op.values().length) {
        Op op = Op.values()[rest % Op.values().length];
        if (!model.applies(op)) {
          break;
        }
        Object expected = model.apply(op);
        Object found = apply(life, op);
        if (!expected.equals(found) || model.references != life.references() || model.inside != life.inside()
            || model.gone != life.isGone() || model.ends != ends.get()) {
          throw new AssertionError(
              "sequence " + code + " step " + step + " " + op + ": " + found + " instead of " + expected);
        }
      }
    }
  }

  @Test
  void theEndWaitsForTheCallInside() {
    AtomicInteger ends = new AtomicInteger();
    FileLifetime life = new FileLifetime("f", ends::incrementAndGet);
    assertThat(life.begin()).isEqualTo(Entry.INSIDE);

    life.drop();
    assertThat(ends).hasValue(0);
    assertThat(life.begin()).isEqualTo(Entry.CLOSED);
    life.exit();
    assertThat(ends).hasValue(1);
  }

  @Test
  void drainingWaitsForCallsAndNotForReferences() throws InterruptedException {
    FileLifetime life = new FileLifetime("f", () -> {
    });
    assertThat(life.retain()).isTrue();
    assertThat(life.enter()).isTrue();
    life.markGone();
    CountDownLatch drained = new CountDownLatch(1);
    Thread drainer = Thread.ofPlatform().start(() -> {
      life.awaitDrained();
      drained.countDown();
    });

    assertThat(drained.await(30, TimeUnit.MILLISECONDS)).isFalse();
    life.exit();
    assertThat(drained.await(10, TimeUnit.SECONDS)).isTrue();
    drainer.join();
  }

  @Test
  void theEndComesOnceHoweverThreadsRace() throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("FileLifetimeTest seed " + seed);
    for (int round = 0; round < 300; round++) {
      AtomicInteger ends = new AtomicInteger();
      AtomicInteger insideAfterEnd = new AtomicInteger();
      FileLifetime life = new FileLifetime("f", ends::incrementAndGet);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        assertThat(life.retain()).isTrue();
        Random random = new Random(seed + round * 3L + i);
        threads.add(Thread.ofPlatform().start(() -> hammer(life, random, ends, insideAfterEnd)));
      }
      threads.add(Thread.ofPlatform().start(() -> {
        life.markGone();
        if (life.pin()) {
          life.awaitDrained();
          life.drop();
        }
      }));
      life.drop();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(ends).hasValue(1);
      assertThat(insideAfterEnd).hasValue(0);
      assertThat(life.references()).isZero();
      assertThat(life.inside()).isZero();
    }
  }

  private static void hammer(FileLifetime life, Random random, AtomicInteger ends, AtomicInteger insideAfterEnd) {
    for (int i = 0; i < 20; i++) {
      if (random.nextBoolean() && life.retain()) {
        life.drop();
      }
      if (life.enter()) {
        insideAfterEnd.addAndGet(ends.get());
        life.exit();
      }
    }
    life.drop();
    if (life.enter()) {
      insideAfterEnd.addAndGet(ends.get());
      life.exit();
    }
  }
}
