package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;

/** What queues promise: order, waits, signals, limits. */
class QueueOrderTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void commandsRunInOrderAndSignalTheirProgressFence() {
    WorkQueue queue = rig.context("c", 0).queue();
    MonitoredFence progress = rig.fence();
    for (int i = 1; i <= 3; i++) {
      rig.submit(queue, rig.spin(100), progress, i);
      rig.mark(queue, "done" + i);
    }
    rig.advance(150);
    assertThat(progress.value()).isEqualTo(1);
    rig.run();
    assertThat(progress.value()).isEqualTo(3);
    assertThat(rig.log).containsExactly("done1@100", "done2@200", "done3@300");
  }

  @Test
  void aSignalHappensWhenEverythingBeforeItIsDone() {
    WorkQueue queue = rig.context("c", 0).queue();
    MonitoredFence fence = rig.fence();
    rig.submit(queue, rig.spin(100));
    ok(queue.signal(fence, 7));
    rig.advance(99);
    assertThat(fence.value()).isZero();
    rig.advance(1);
    assertThat(fence.value()).isEqualTo(7);
  }

  @Test
  void aWaitHoldsBackOnlyItsOwnQueue() {
    WorkQueue one = rig.context("one", 0).queue();
    WorkQueue two = rig.context("two", 0).queue();
    MonitoredFence fence = rig.fence();
    ok(one.waitFor(fence, 1));
    rig.submit(one, rig.spin(10));
    rig.mark(one, "one");
    rig.submit(two, rig.spin(100));
    rig.mark(two, "two");
    ok(two.signal(fence, 1));
    rig.run();
    assertThat(rig.log).containsExactly("two@100", "one@110");
  }

  @Test
  void aChainAcrossNodesRunsInDependencyOrder() {
    Buffer buffer = rig.guest.buffer(4096);
    Buffer copy = rig.guest.buffer(4096);
    WorkQueue compute = rig.context("compute", 0).queue();
    WorkQueue mover = rig.context("mover", 2).queue();
    MonitoredFence filled = rig.fence();
    MonitoredFence copied = rig.fence();
    ok(mover.waitFor(filled, 1));
    rig.submit(mover, rig.guest.commands(AqlPacket.Copy.of(buffer.address(), copy.address(), 8, 0)));
    ok(mover.signal(copied, 1));
    rig.await("copied", WaitMode.ALL, new SyncPoint(copied, 1));
    rig.settle();
    assertThat(rig.log).isEmpty();
    rig.submit(compute, rig.spin(50));
    rig.submit(compute, rig.fill(buffer, 0, 0x55), filled, 1);
    rig.run();
    assertThat(rig.log).containsExactly("copied satisfied@50");
    assertThat(copy.word(0)).isEqualTo(0x55);
  }

  @Test
  void aWaitForSeveralPointsNeedsAllOfThem() {
    WorkQueue queue = rig.context("c", 0).queue();
    MonitoredFence a = rig.fence();
    MonitoredFence b = rig.fence();
    ok(queue.waitFor(List.of(new SyncPoint(a, 1), new SyncPoint(b, 2))));
    rig.mark(queue, "passed");
    ok(rig.scheduler.signal(a, 1));
    rig.settle();
    ok(rig.scheduler.signal(b, 1));
    rig.settle();
    assertThat(rig.log).isEmpty();
    ok(rig.scheduler.signal(b, 2));
    rig.settle();
    assertThat(rig.log).containsExactly("passed@0");
  }

  @Test
  void oneSignalOperationReachesSeveralObjects() {
    WorkQueue queue = rig.context("c", 0).queue();
    MonitoredFence a = rig.fence();
    MonitoredFence b = rig.fence();
    ok(queue.signal(List.of(new SyncPoint(a, 4), new SyncPoint(b, 5))));
    rig.settle();
    assertThat(a.value()).isEqualTo(4);
    assertThat(b.value()).isEqualTo(5);
  }

  @Test
  void aWaitThatIsAlreadySatisfiedCostsNothing() {
    WorkQueue queue = rig.context("c", 0).queue();
    MonitoredFence fence = rig.scheduler.createFence(5, null);
    ok(queue.waitFor(fence, 5));
    ok(queue.waitFor(fence, 0));
    rig.mark(queue, "passed");
    rig.settle();
    assertThat(rig.log).containsExactly("passed@0");
  }

  @Test
  void hardwareQueuesOfAContextAreIndependent() {
    SchedulerContext context = rig.context("c", 0);
    WorkQueue first = ok(context.createQueue("c/hw1"));
    WorkQueue second = ok(context.createQueue("c/hw2"));
    MonitoredFence never = rig.fence();
    ok(first.waitFor(never, 1));
    rig.mark(first, "first");
    rig.submit(second, rig.spin(10));
    rig.mark(second, "second");
    rig.run();
    assertThat(rig.log).containsExactly("second@10");
    ok(rig.scheduler.signal(never, 1));
    rig.run();
    assertThat(rig.log).containsExactly("second@10", "first@10");
    assertThat(context.figures().packetsDone()).isEqualTo(1);
    assertThat(context.figures().busyNanos()).isEqualTo(10);
  }

  @Test
  void queuesOfAContextTakeTurns() {
    SchedulerContext context = rig.context("c", 0);
    WorkQueue first = ok(context.createQueue("hw1"));
    WorkQueue second = ok(context.createQueue("hw2"));
    for (int i = 0; i < 3; i++) {
      rig.submit(first, rig.spin(10));
      rig.mark(first, "a" + i);
      rig.submit(second, rig.spin(10));
      rig.mark(second, "b" + i);
    }
    rig.run();
    assertThat(rig.log).containsExactly("a0@10", "b0@20", "a1@30", "b1@40", "a2@50", "b2@60");
  }

  @Test
  void badCommandBuffersAreRefusedAtOnce() {
    WorkQueue queue = rig.context("c", 0).queue();
    for (long[] bad : new long[][]{{0, 64}, {64, 0}, {64, -64}, {64, 63}, {65, 64}, {-64, 64},
        {64, WorkQueue.MAX_COMMAND_BYTES + 64}}) {
      assertThat(errno(queue.submit(bad[0], (int) bad[1], null, 0))).as("%d %d", bad[0], bad[1])
          .isEqualTo(Errno.EINVAL);
    }
    assertThat(queue.context().figures().queuedOperations()).isZero();
  }

  @Test
  void badPointsAreRefused() {
    WorkQueue queue = rig.context("c", 0).queue();
    assertThat(errno(queue.waitFor(List.of()))).isEqualTo(Errno.EINVAL);
    List<SyncPoint> many = new ArrayList<>();
    MonitoredFence fence = rig.fence();
    for (int i = 0; i <= WorkQueue.MAX_POINTS; i++) {
      many.add(new SyncPoint(fence, 1));
    }
    assertThat(errno(queue.signal(many))).isEqualTo(Errno.EINVAL);
    try (Rig other = new Rig()) {
      MonitoredFence foreign = other.fence();
      assertThat(errno(queue.waitFor(foreign, 1))).isEqualTo(Errno.EINVAL);
      assertThat(errno(queue.signal(List.of(new SyncPoint(foreign, 1))))).isEqualTo(Errno.EINVAL);
      assertThat(errno(queue.submit(64, 64, foreign, 1))).isEqualTo(Errno.EINVAL);
      assertThat(errno(rig.scheduler.signal(foreign, 1))).isEqualTo(Errno.EINVAL);
      assertThat(errno(rig.scheduler.destroy(foreign, () -> {
      }))).isEqualTo(Errno.EINVAL);
    }
    assertThat(queue.context().figures().queuedOperations()).isZero();
  }

  @Test
  void aContextNeedsANodeThatExists() {
    for (int node : new int[]{-1, 3}) {
      assertThat(errno(rig.scheduler.createContext(new ContextSpec("c", node, rig.guest.space(), 0, (c, f) -> {
      })))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void tooManyOperationsAreRefusedAndRoomComesBack() {
    try (Rig small = new Rig(SchedulerOptions.defaults().withLimits(64, 4, 2, 2))) {
      SchedulerContext context = small.context("c", 0);
      WorkQueue queue = context.queue();
      MonitoredFence fence = small.fence();
      ok(queue.waitFor(fence, 1));
      for (int i = 0; i < 3; i++) {
        small.submit(queue, small.spin(1));
      }
      assertThat(reason(queue.signal(fence, 2))).isEqualTo("too many operations queued: context=c, limit=4");
      assertThat(errno(queue.signal(fence, 2))).isEqualTo(Errno.EAGAIN);
      assertThat(context.figures().queuedOperations()).isEqualTo(4);
      ok(small.scheduler.signal(fence, 1));
      small.run();
      assertThat(context.figures().queuedOperations()).isZero();
      ok(queue.signal(fence, 2));
    }
  }

  @Test
  void hardwareQueuesAreLimited() {
    try (Rig small = new Rig(SchedulerOptions.defaults().withLimits(64, 4, 2, 2))) {
      SchedulerContext context = small.context("c", 0);
      WorkQueue queue = ok(context.createQueue("1"));
      ok(context.createQueue("2"));
      assertThat(errno(context.createQueue("3"))).isEqualTo(Errno.EAGAIN);
      queue.close(() -> small.log.add("idle"));
      small.settle();
      assertThat(small.log).containsExactly("idle");
      ok(context.createQueue("3"));
    }
  }

  @Test
  void aRingThatIsFullIsAnErrorNotAHang() {
    try (Rig small = new Rig(SchedulerOptions.defaults().withLimits(8, 100, 2, 2))) {
      WorkQueue queue = small.context("c", 0).queue();
      MonitoredFence fence = small.fence();
      small.settle();
      for (int i = 0; i < 8; i++) {
        ok(queue.signal(fence, i));
      }
      assertThat(errno(queue.signal(fence, 9))).isEqualTo(Errno.EBUSY);
      assertThat(reason(queue.submit(64, 64, null, 0))).contains("scheduler does not keep up", "slots=8");
      assertThat(errno(queue.call(() -> {
      }))).isEqualTo(Errno.EBUSY);
      assertThat(errno(small.scheduler.signal(fence, 9))).isEqualTo(Errno.EBUSY);
      assertThat(errno(small.scheduler.waitFromCpu(List.of(new SyncPoint(fence, 99)), WaitMode.ALL, r -> {
      }))).isEqualTo(Errno.EBUSY);
      small.settle();
      assertThat(fence.value()).isEqualTo(7);
      ok(queue.signal(fence, 9));
      small.settle();
      assertThat(fence.value()).isEqualTo(9);
      assertThat(queue.context().figures().queuedOperations()).isZero();
      ok(small.scheduler.waitFromCpu(List.of(new SyncPoint(fence, 99)), WaitMode.ALL, r -> {
      }));
      ok(small.scheduler.waitFromCpu(List.of(new SyncPoint(fence, 99)), WaitMode.ALL, r -> {
      }));
    }
  }

  @Test
  void aQueueOfManyOperationsGrowsAndKeepsOrder() {
    WorkQueue queue = rig.context("c", 0).queue();
    MonitoredFence gate = rig.fence();
    MonitoredFence progress = rig.fence();
    ok(queue.waitFor(gate, 1));
    Commands commands = rig.spin(1);
    for (int i = 1; i <= 1000; i++) {
      rig.submit(queue, commands, progress, i);
      rig.settle();
    }
    ok(rig.scheduler.signal(gate, 1));
    rig.run();
    assertThat(progress.value()).isEqualTo(1000);
    assertThat(rig.clock.nanos()).isEqualTo(1000);
    assertThat(queue.context().figures().packetsDone()).isEqualTo(1000);
  }
}
