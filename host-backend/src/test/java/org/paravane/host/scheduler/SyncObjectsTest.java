package org.paravane.host.scheduler;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;

/** Fences, mutexes, semaphores, notifications, and CPUs that wait. */
class SyncObjectsTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aFenceShowsItsValueInSharedMemoryBeforeAnybodyIsTold() {
    MemorySegment word = Arena.ofAuto().allocate(8, 8);
    MonitoredFence fence = rig.scheduler.createFence(3, word);
    assertThat(word.get(JAVA_LONG, 0)).isEqualTo(3);
    ok(rig.scheduler.waitFromCpu(List.of(new SyncPoint(fence, 9)), WaitMode.ALL,
        result -> rig.log.add("word " + word.get(JAVA_LONG, 0))));
    ok(rig.scheduler.signal(fence, 9));
    rig.settle();
    assertThat(rig.log).containsExactly("word 9");
  }

  @Test
  void aFenceOnlyGrowsUnlessRewindIsAllowed() {
    MemorySegment word = Arena.ofAuto().allocate(8, 8);
    MonitoredFence fence = rig.scheduler.createFence(0, word);
    ok(rig.scheduler.signal(fence, 10));
    ok(rig.scheduler.signal(fence, 4));
    rig.settle();
    assertThat(fence.value()).isEqualTo(10);
    ok(rig.scheduler.signal(List.of(new SyncPoint(fence, 4)), true, () -> rig.log.add("rewound")));
    rig.settle();
    assertThat(fence.value()).isEqualTo(4);
    assertThat(word.get(JAVA_LONG, 0)).isEqualTo(4);
    ok(rig.scheduler.signal(List.of(new SyncPoint(fence, 6)), true, () -> rig.log.add("again")));
    rig.settle();
    assertThat(fence.value()).isEqualTo(6);
    assertThat(rig.log).containsExactly("rewound", "again");
  }

  @Test
  void fenceValuesAreUnsigned() {
    MonitoredFence fence = rig.fence();
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, Long.MIN_VALUE));
    ok(rig.scheduler.signal(fence, Long.MAX_VALUE));
    rig.settle();
    assertThat(rig.log).isEmpty();
    ok(rig.scheduler.signal(fence, -1));
    rig.settle();
    assertThat(rig.log).containsExactly("w satisfied@0");
    assertThat(fence.value()).isEqualTo(-1);
  }

  @Test
  void whatAGuestWritesIntoTheWordChangesNothing() {
    MemorySegment word = Arena.ofAuto().allocate(8, 8);
    MonitoredFence fence = rig.scheduler.createFence(0, word);
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 5));
    word.set(JAVA_LONG, 0, 100);
    rig.settle();
    assertThat(rig.log).isEmpty();
    ok(rig.scheduler.signal(fence, 1));
    rig.settle();
    assertThat(word.get(JAVA_LONG, 0)).isEqualTo(1);
    assertThat(rig.log).isEmpty();
  }

  @Test
  void aFenceWhoseMemoryIsGoneStillWorks() {
    MonitoredFence fence;
    try (Arena arena = Arena.ofShared()) {
      fence = rig.scheduler.createFence(0, arena.allocate(8, 8));
    }
    ok(rig.scheduler.signal(fence, 1));
    rig.settle();
    assertThat(fence.value()).isOne();
  }

  @Test
  void waitingForAllNeedsAllAndForAnyNeedsOne() {
    MonitoredFence a = rig.fence();
    MonitoredFence b = rig.fence();
    rig.await("all", WaitMode.ALL, new SyncPoint(a, 1), new SyncPoint(b, 1));
    rig.await("any", WaitMode.ANY, new SyncPoint(a, 1), new SyncPoint(b, 1));
    rig.settle();
    assertThat(rig.scheduler.figures().cpuWaits()).isEqualTo(2);
    ok(rig.scheduler.signal(b, 1));
    rig.settle();
    assertThat(rig.log).containsExactly("any satisfied@0");
    ok(rig.scheduler.signal(a, 1));
    rig.settle();
    assertThat(rig.log).containsExactly("any satisfied@0", "all satisfied@0");
    assertThat(rig.scheduler.figures().cpuWaits()).isZero();
    rig.await("late", WaitMode.ALL, new SyncPoint(a, 1));
    rig.settle();
    assertThat(rig.log).last().isEqualTo("late satisfied@0");
  }

  @Test
  void aCancelledWaitIsSilent() {
    MonitoredFence fence = rig.fence();
    CpuWait wait = rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    ok(rig.scheduler.cancel(wait, () -> rig.log.add("cancelled")));
    ok(rig.scheduler.signal(fence, 1));
    rig.settle();
    ok(rig.scheduler.cancel(wait, () -> rig.log.add("again")));
    rig.settle();
    assertThat(rig.log).containsExactly("cancelled", "again");
    assertThat(rig.scheduler.figures().cpuWaits()).isZero();
  }

  @Test
  void aCpuWaitsForFencesOnly() {
    GpuMutex mutex = rig.scheduler.createMutex(false);
    assertThat(errno(rig.scheduler.waitFromCpu(List.of(new SyncPoint(mutex, 0)), WaitMode.ALL, r -> {
    }))).isEqualTo(Errno.EINVAL);
    assertThat(errno(rig.scheduler.waitFromCpu(List.of(), WaitMode.ANY, r -> {
    }))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void cpuWaitsPerObjectAreLimited() {
    try (Rig small = new Rig(SchedulerOptions.defaults().withLimits(64, 10, 1, 3))) {
      MonitoredFence a = small.fence();
      MonitoredFence b = small.fence();
      for (int i = 0; i < 3; i++) {
        small.await("w" + i, WaitMode.ALL, new SyncPoint(a, 1));
      }
      assertThat(
          errno(small.scheduler.waitFromCpu(List.of(new SyncPoint(b, 1), new SyncPoint(a, 1)), WaitMode.ANY, r -> {
          }))).isEqualTo(Errno.EAGAIN);
      ok(small.scheduler.signal(a, 1));
      small.settle();
      for (int i = 0; i < 3; i++) {
        small.await("x" + i, WaitMode.ALL, new SyncPoint(a, 2), new SyncPoint(b, 1));
      }
      small.settle();
      assertThat(small.log).hasSize(3);
    }
  }

  @Test
  void destroyingAFenceEndsCpuWaitsAndLetsQueuesGoOn() {
    MonitoredFence fence = rig.fence();
    WorkQueue queue = rig.context("c", 0).queue();
    ok(queue.waitFor(fence, 1));
    rig.mark(queue, "passed");
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    rig.settle();
    ok(rig.scheduler.destroy(fence, () -> rig.log.add("gone")));
    rig.settle();
    assertThat(rig.log).containsExactly("w failed ECANCELED@0", "gone", "passed@0");
    rig.await("late", WaitMode.ALL, new SyncPoint(fence, 1));
    ok(rig.scheduler.signal(fence, 1));
    rig.settle();
    assertThat(rig.log).last().isEqualTo("late failed ECANCELED@0");
    assertThat(fence.value()).isZero();
  }

  @Test
  void aDestroyedFenceDoesNotTouchItsWordAnyMore() {
    MemorySegment word = Arena.ofAuto().allocate(8, 8);
    MonitoredFence fence = rig.scheduler.createFence(0, word);
    WorkQueue queue = rig.context("c", 0).queue();
    rig.submit(queue, rig.spin(10), fence, 5);
    rig.settle();
    ok(rig.scheduler.destroy(fence, () -> word.set(JAVA_LONG, 0, 77)));
    rig.run();
    assertThat(word.get(JAVA_LONG, 0)).isEqualTo(77);
  }

  @Test
  void aMutexLetsOneContextInAtATime() {
    GpuMutex mutex = rig.scheduler.createMutex(false);
    for (String name : List.of("a", "b", "c")) {
      WorkQueue queue = rig.context(name, 0).queue();
      ok(queue.waitFor(mutex, 0));
      rig.mark(queue, name + " in");
      rig.submit(queue, rig.spin(10));
      rig.mark(queue, name + " out");
      ok(queue.signal(mutex, 0));
    }
    rig.run();
    assertThat(rig.log).containsExactly("a in@0", "a out@10", "b in@10", "b out@20", "c in@20", "c out@30");
  }

  @Test
  void aMutexThatStartsHeldNeedsASignal() {
    GpuMutex mutex = rig.scheduler.createMutex(true);
    WorkQueue queue = rig.context("c", 0).queue();
    ok(queue.waitFor(mutex, 0));
    rig.mark(queue, "in");
    rig.run();
    assertThat(rig.log).isEmpty();
    ok(rig.scheduler.signal(mutex, 0));
    rig.run();
    assertThat(rig.log).containsExactly("in@0");
  }

  @Test
  void aContextThatEndsGivesItsMutexBack() {
    GpuMutex mutex = rig.scheduler.createMutex(false);
    SchedulerContext holder = rig.context("holder", 0);
    ok(holder.queue().waitFor(mutex, 0));
    rig.submit(holder.queue(), rig.bad());
    WorkQueue next = rig.context("next", 0).queue();
    ok(next.waitFor(mutex, 0));
    rig.mark(next, "in");
    rig.run();
    assertThat(rig.log).containsExactly("lost holder: PAGE_FAULT", "in@0");
  }

  @Test
  void aSemaphoreLetsSoManyPass() {
    GpuSemaphore semaphore = ok(rig.scheduler.createSemaphore(2, 2));
    for (String name : List.of("a", "b", "c")) {
      WorkQueue queue = rig.context(name, 0).queue();
      ok(queue.waitFor(semaphore, 0));
      rig.mark(queue, name);
    }
    rig.run();
    assertThat(rig.log).containsExactly("a@0", "b@0");
    ok(rig.scheduler.signal(semaphore, 0));
    rig.run();
    assertThat(rig.log).containsExactly("a@0", "b@0", "c@0");
    for (int i = 0; i < 5; i++) {
      ok(rig.scheduler.signal(semaphore, 0));
    }
    WorkQueue queue = rig.context("d", 0).queue();
    for (int i = 0; i < 3; i++) {
      ok(queue.waitFor(semaphore, 0));
      rig.mark(queue, "d" + i);
    }
    rig.run();
    assertThat(rig.log).endsWith("d0@0", "d1@0").doesNotContain("d2@0");
  }

  @Test
  void badSemaphoresAreRefused() {
    assertThat(errno(rig.scheduler.createSemaphore(0, 0))).isEqualTo(Errno.EINVAL);
    assertThat(errno(rig.scheduler.createSemaphore(2, 3))).isEqualTo(Errno.EINVAL);
    assertThat(errno(rig.scheduler.createSemaphore(2, -1))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void severalObjectsAreTakenTogetherOrNotAtAll() {
    GpuMutex mutex = rig.scheduler.createMutex(false);
    MonitoredFence fence = rig.fence();
    WorkQueue greedy = rig.context("greedy", 0).queue();
    ok(greedy.waitFor(List.of(new SyncPoint(mutex, 0), new SyncPoint(fence, 1))));
    rig.mark(greedy, "greedy");
    WorkQueue modest = rig.context("modest", 0).queue();
    ok(modest.waitFor(mutex, 0));
    rig.mark(modest, "modest");
    ok(modest.signal(mutex, 0));
    rig.run();
    assertThat(rig.log).containsExactly("modest@0");
    ok(rig.scheduler.signal(fence, 1));
    rig.run();
    assertThat(rig.log).containsExactly("modest@0", "greedy@0");
  }

  @Test
  void aNotificationRunsAtEachSignalUntilItIsDestroyed() {
    CpuNotification notification = rig.scheduler.createNotification(() -> rig.log.add("ding@" + rig.clock.nanos()));
    WorkQueue queue = rig.context("c", 0).queue();
    rig.submit(queue, rig.spin(10));
    ok(queue.signal(notification, 0));
    ok(queue.waitFor(notification, 0));
    ok(queue.signal(notification, 0));
    rig.run();
    ok(rig.scheduler.destroy(notification, () -> {
    }));
    ok(queue.signal(notification, 0));
    rig.run();
    assertThat(rig.log).containsExactly("ding@10", "ding@10");
  }

  @Test
  void aCallbackThatThrowsHarmsNobody() {
    CpuNotification bad = rig.scheduler.createNotification(() -> {
      throw new IllegalStateException("guest's callback");
    });
    WorkQueue queue = rig.context("c", 0).queue();
    ok(queue.signal(bad, 0));
    rig.mark(queue, "after");
    rig.run();
    assertThat(rig.log).containsExactly("after@0");
  }
}
