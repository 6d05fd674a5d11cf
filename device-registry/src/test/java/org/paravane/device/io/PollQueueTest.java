package org.paravane.device.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PollQueueTest {

  @Test
  void wakesEverybodyWhoWatches() {
    PollQueue queue = new PollQueue();
    List<String> woken = new ArrayList<>();
    PollWaiter a = new PollWaiter(() -> woken.add("a"));
    PollWaiter b = new PollWaiter(() -> woken.add("b"));
    a.watch(queue);
    b.watch(queue);

    queue.wake();

    assertThat(woken).containsExactly("a", "b");
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void watchingTwiceIsWatchingOnce() {
    PollQueue queue = new PollQueue();
    AtomicInteger count = new AtomicInteger();
    PollWaiter waiter = new PollWaiter(count::incrementAndGet);
    waiter.watch(queue);
    waiter.watch(queue);

    queue.wake();
    queue.wake();

    assertThat(count).hasValue(2);
  }

  @Test
  void aClosedWaiterLeavesAllQueuesAndJoinsNone() {
    PollQueue first = new PollQueue();
    PollQueue second = new PollQueue();
    AtomicInteger count = new AtomicInteger();
    PollWaiter waiter = new PollWaiter(count::incrementAndGet);
    waiter.watch(first);
    waiter.watch(second);
    waiter.close();
    waiter.close();
    waiter.watch(first);

    first.wake();
    second.wake();

    assertThat(count).hasValue(0);
    assertThat(first.size()).isZero();
    assertThat(second.size()).isZero();
  }

  @Test
  void whoOnlyAsksForTheStateJoinsNothing() {
    PollQueue queue = new PollQueue();
    try (PollWaiter waiter = PollWaiter.none()) {
      waiter.watch(queue);
      assertThat(queue.size()).isZero();
    }
  }

  @Test
  void aWaiterMayLeaveFromItsWakeUp() {
    PollQueue queue = new PollQueue();
    List<PollWaiter> self = new ArrayList<>();
    self.add(new PollWaiter(() -> self.getFirst().close()));
    self.getFirst().watch(queue);

    queue.wake();

    assertThat(queue.size()).isZero();
  }

  @Test
  void noWakeUpIsLostBetweenLookingAndWaiting() throws InterruptedException {
    PollQueue queue = new PollQueue();
    AtomicInteger state = new AtomicInteger();
    int rounds = 20_000;
    Thread producer = Thread.ofPlatform().start(() -> {
      for (int i = 0; i < rounds; i++) {
        state.incrementAndGet();
        queue.wake();
      }
    });
    Semaphore woken = new Semaphore(0);
    try (PollWaiter waiter = new PollWaiter(woken::release)) {
      while (state.get() < rounds) {
        waiter.watch(queue);
        if (state.get() < rounds) {
          assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
      }
    }
    producer.join();
    assertThat(queue.size()).isZero();
  }
}
