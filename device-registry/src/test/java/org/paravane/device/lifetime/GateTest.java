package org.paravane.device.lifetime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GateTest {

  @Test
  void anOpenGateLetsManyIn() {
    Gate gate = new Gate("g");

    assertThat(gate.enter()).isTrue();
    assertThat(gate.enter()).isTrue();
    assertThat(gate.inside()).isEqualTo(2);
    assertThat(gate.isClosed()).isFalse();
  }

  @Test
  void aClosedGateLetsNobodyInAndStaysDrained() {
    Gate gate = new Gate("g");
    gate.close();
    gate.close();

    assertThat(gate.enter()).isFalse();
    assertThat(gate.inside()).isZero();
    assertThat(gate.isClosed()).isTrue();
    gate.awaitDrained();
  }

  @Test
  void drainingWaitsForTheLastOneInside() throws InterruptedException {
    Gate gate = new Gate("g");
    assertThat(gate.enter()).isTrue();
    assertThat(gate.enter()).isTrue();
    gate.close();
    CountDownLatch drained = new CountDownLatch(1);
    Thread drainer = Thread.ofPlatform().start(() -> {
      gate.awaitDrained();
      drained.countDown();
    });

    gate.exit();
    assertThat(drained.await(30, TimeUnit.MILLISECONDS)).isFalse();
    gate.exit();
    assertThat(drained.await(10, TimeUnit.SECONDS)).isTrue();
    drainer.join();
  }

  @Test
  void severalMayWaitForTheDrain() throws InterruptedException {
    Gate gate = new Gate("g");
    assertThat(gate.enter()).isTrue();
    gate.close();
    List<Thread> drainers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      drainers.add(Thread.ofVirtual().start(gate::awaitDrained));
    }
    gate.exit();
    for (Thread drainer : drainers) {
      assertThat(drainer.join(java.time.Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void anInterruptIsKeptForLater() throws InterruptedException {
    Gate gate = new Gate("g");
    assertThat(gate.enter()).isTrue();
    gate.close();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread drainer = Thread.ofPlatform().start(() -> {
      gate.awaitDrained();
      interrupted.set(Thread.currentThread().isInterrupted());
    });
    drainer.interrupt();
    assertThat(drainer.join(java.time.Duration.ofMillis(30))).isFalse();
    gate.exit();
    drainer.join();

    assertThat(interrupted).isTrue();
  }

  @Test
  void nobodyIsInsideAfterTheDrain() throws InterruptedException {
    for (int round = 0; round < 100; round++) {
      Gate gate = new Gate("g");
      AtomicBoolean over = new AtomicBoolean();
      AtomicLong late = new AtomicLong();
      CountDownLatch started = new CountDownLatch(3);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(Thread.ofPlatform().start(() -> {
          started.countDown();
          while (gate.enter()) {
            if (over.get()) {
              late.incrementAndGet();
            }
            gate.exit();
          }
        }));
      }
      started.await();
      gate.close();
      gate.awaitDrained();
      over.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(late).hasValue(0);
    }
  }
}
