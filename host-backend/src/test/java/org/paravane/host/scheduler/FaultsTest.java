package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.simulated.InjectedFault;

/** What a fault, a hang, a reset or a lost device costs, and whom. */
class FaultsTest {
  private static final long MS = 1_000_000;

  private final Rig rig = new Rig(
      SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(5)));

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aFaultLosesItsContextAndItsFencesCompleteWithTheError() {
    SchedulerContext bad = rig.context("bad", 0);
    SchedulerContext good = rig.context("good", 0);
    MonitoredFence progress = rig.fence();
    MonitoredFence later = rig.fence();
    MonitoredFence fine = rig.fence();
    rig.submit(bad.queue(), rig.spin(10), progress, 1);
    rig.submit(bad.queue(), rig.bad(), progress, 2);
    rig.submit(bad.queue(), rig.spin(10), progress, 3);
    ok(bad.queue().signal(later, 1));
    rig.submit(good.queue(), rig.spin(50), fine, 1);
    rig.await("one", WaitMode.ALL, new SyncPoint(progress, 1));
    rig.await("three", WaitMode.ALL, new SyncPoint(progress, 3));
    rig.await("later", WaitMode.ALL, new SyncPoint(later, 1));
    rig.await("fine", WaitMode.ALL, new SyncPoint(fine, 1));
    rig.run();
    assertThat(rig.log).containsExactlyInAnyOrder("one satisfied@10", "lost bad: PAGE_FAULT",
        "three failed ECANCELED@10",
        "later failed ECANCELED@10", "fine satisfied@60");
    assertThat(progress.value()).isEqualTo(3);
    assertThat(bad.state()).isInstanceOfSatisfying(ContextState.Lost.class, lost -> {
      assertThat(lost.fault().kind()).isEqualTo(FaultKind.PAGE_FAULT);
      assertThat(lost.fault().address()).isEqualTo(0x7000_0000_0000L);
      assertThat(lost.fault().reason()).startsWith("page fault: context=bad, address=0x700000000000, access=read");
    });
    assertThat(good.state()).isInstanceOf(ContextState.Active.class);
    assertThat(rig.scheduler.figures().contextsLost()).isOne();
  }

  @Test
  void theListenerIsToldBeforeAnyFenceCompletes() {
    SchedulerContext bad = rig.context("bad", 0);
    MonitoredFence progress = rig.fence();
    rig.submit(bad.queue(), rig.bad(), progress, 1);
    rig.await("w", WaitMode.ALL, new SyncPoint(progress, 1));
    rig.run();
    assertThat(rig.log).containsExactly("lost bad: PAGE_FAULT", "w failed ECANCELED@0");
  }

  @Test
  void whatIsSubmittedToALostContextFailsAtOnceAndWakesItsWaiters() {
    SchedulerContext bad = rig.context("bad", 0);
    rig.submit(bad.queue(), rig.bad());
    rig.run();
    MonitoredFence fence = rig.fence();
    var commands = rig.spin(10);
    assertThat(errno(bad.queue().submit(commands.address(), commands.length(), fence, 4))).isEqualTo(Errno.ECANCELED);
    assertThat(reason(bad.queue().signal(fence, 5))).startsWith("context is lost: context=bad, reason=page fault");
    assertThat(errno(bad.queue().waitFor(rig.fence(), 1))).isEqualTo(Errno.ECANCELED);
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 5));
    rig.run();
    assertThat(rig.log).containsExactly("lost bad: PAGE_FAULT", "w failed ECANCELED@0");
    assertThat(errno(bad.createQueue("hw"))).isEqualTo(Errno.ECANCELED);
    assertThat(bad.figures().queuedOperations()).isZero();
    assertThat(rig.clock.nanos()).isZero();
  }

  @Test
  void aWaiterOnTheGpuGoesOnWhenTheSignallerIsLost() {
    SchedulerContext bad = rig.context("bad", 0);
    MonitoredFence fence = rig.fence();
    WorkQueue good = rig.context("good", 1).queue();
    ok(good.waitFor(fence, 1));
    rig.mark(good, "passed");
    rig.submit(bad.queue(), rig.bad(), fence, 1);
    rig.run();
    assertThat(rig.log).containsExactly("lost bad: PAGE_FAULT", "passed@0");
  }

  @Test
  void allQueuesOfALostContextEnd() {
    SchedulerContext context = rig.context("c", 0);
    WorkQueue hardware = ok(context.createQueue("hw"));
    MonitoredFence never = rig.fence();
    MonitoredFence fence = rig.fence();
    ok(hardware.waitFor(never, 1));
    rig.submit(hardware, rig.spin(1), fence, 1);
    ok(hardware.call(() -> rig.log.add("called")));
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    rig.submit(context.queue(), rig.bad());
    rig.run();
    assertThat(rig.log).containsExactly("lost c: PAGE_FAULT", "w failed ECANCELED@0", "called");
  }

  @Test
  void anEndlessPacketTimesOutAndOnlyItsContextPays() {
    SchedulerContext endless = rig.context("endless", 0);
    SchedulerContext good = rig.context("good", 0);
    MonitoredFence fence = rig.fence();
    rig.submit(endless.queue(), rig.spin(Long.MAX_VALUE), fence, 1);
    rig.submit(good.queue(), rig.spin(10));
    rig.mark(good.queue(), "good");
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    rig.run();
    assertThat(rig.log).containsExactly("lost endless: TIMEOUT", "w failed ECANCELED@" + 100 * MS,
        "good@" + (100 * MS + 10));
    assertThat(((ContextState.Lost) endless.state()).fault().reason())
        .isEqualTo("timeout: context=endless, sequence=0, node=compute0, limit=100 ms");
    assertThat(rig.scheduler.figures().nodeResets()).isZero();
  }

  @Test
  void aPacketThatIgnoresCancellationCostsANodeResetButNoOtherContext() {
    rig.gpu.faults().arm(new InjectedFault.Stuck(), "stuck", 0);
    SchedulerContext stuck = rig.context("stuck", 0);
    SchedulerContext good = rig.context("good", 0);
    MonitoredFence fence = rig.fence();
    rig.submit(stuck.queue(), rig.spin(1), fence, 1);
    rig.submit(good.queue(), rig.spin(10));
    rig.submit(good.queue(), rig.spin(10));
    rig.mark(good.queue(), "good");
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    rig.run();
    assertThat(rig.log).containsExactly("lost stuck: TIMEOUT", "w failed ECANCELED@" + 105 * MS,
        "good@" + (105 * MS + 20));
    assertThat(rig.scheduler.figures().nodeResets()).isOne();
    assertThat(good.state()).isInstanceOf(ContextState.Active.class);
  }

  @Test
  void aLongCommandBufferOfShortPacketsIsNotTooLong() {
    SchedulerContext context = rig.context("long", 0);
    rig.submit(context.queue(), rig.spins(100, 10 * MS));
    rig.mark(context.queue(), "done");
    rig.run();
    assertThat(rig.log).containsExactly("done@" + 1000 * MS);
    assertThat(context.figures().preemptions()).isPositive();
    assertThat(context.figures().busyNanos()).isEqualTo(1000 * MS);
  }

  @Test
  void aBarrierThatNobodySatisfiesTimesOut() {
    SchedulerContext context = rig.context("waiter", 0);
    Buffer signal = rig.guest.word(1);
    rig.submit(context.queue(), rig.guest.commands(AqlPacket.BarrierAnd.of(0, signal.address())));
    rig.run();
    assertThat(rig.log).containsExactly("lost waiter: TIMEOUT");
    assertThat(rig.clock.nanos()).isBetween(100 * MS, 103 * MS);
    assertThat(((ContextState.Lost) context.state()).fault().reason()).contains("waiting at a barrier", "offset=0");
  }

  @Test
  void aBarrierLetsOthersOfTheNodeRunAndResumesWhenItIsSatisfied() {
    SchedulerContext waiter = rig.context("waiter", 0);
    SchedulerContext worker = rig.context("worker", 0);
    Buffer signal = rig.guest.word(1);
    rig.submit(waiter.queue(), rig.guest.commands(AqlPacket.BarrierAnd.of(0, signal.address())));
    rig.mark(waiter.queue(), "waiter");
    rig.settle();
    rig.submit(worker.queue(), rig.guest.commands(rig.guest.dispatch("spin",
        new org.paravane.abi.accel.KernelArguments.Spin(5 * MS), signal.address())));
    rig.mark(worker.queue(), "worker");
    rig.run();
    assertThat(rig.log).hasSize(2);
    assertThat(rig.log.getFirst()).isEqualTo("worker@" + 5 * MS);
    assertThat(rig.log.getLast()).startsWith("waiter@");
    assertThat(rig.clock.nanos()).isBetween(5 * MS, 8 * MS);
  }

  @Test
  void failingOnPurposeIsAFault() {
    SchedulerContext context = rig.context("c", 0);
    rig.submit(context.queue(), rig.spin(Long.MAX_VALUE));
    rig.advance(5);
    context.fail(FaultKind.INTERNAL, "marked as error: process=guest");
    rig.settle();
    assertThat(rig.log).containsExactly("lost c: INTERNAL");
    context.fail(FaultKind.INTERNAL, "again");
    rig.settle();
    assertThat(rig.log).hasSize(1);
    assertThat(rig.scheduler.figures().packetsInFlight()).isZero();
  }

  @Test
  void anAdapterResetLosesEveryContextAndNewOnesWork() {
    SchedulerContext a = rig.context("a", 0);
    SchedulerContext b = rig.context("b", 1);
    rig.submit(a.queue(), rig.spin(Long.MAX_VALUE));
    rig.submit(b.queue(), rig.spin(Long.MAX_VALUE));
    rig.advance(10);
    ok(rig.scheduler.reset("asked for"));
    rig.settle();
    assertThat(rig.log).containsExactly("lost a: ENGINE_LOST", "lost b: ENGINE_LOST");
    SchedulerContext next = rig.context("next", 0);
    rig.submit(next.queue(), rig.spin(10));
    rig.mark(next.queue(), "works");
    rig.run();
    assertThat(rig.log).last().isEqualTo("works@20");
    assertThat(((ContextState.Lost) a.state()).fault().reason()).isEqualTo("adapter reset: reason=asked for");
  }

  @Test
  void aLostDeviceLosesEveryContextNowAndLater() {
    SchedulerContext a = rig.context("a", 0);
    rig.gpu.faults().arm(new InjectedFault.DeviceLost("unplugged"), "", 0);
    MonitoredFence fence = rig.fence();
    rig.submit(a.queue(), rig.spin(1), fence, 1);
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    rig.run();
    assertThat(rig.log).containsExactly("lost a: DEVICE_LOST", "w failed ECANCELED@0");
    SchedulerContext late = rig.context("late", 0);
    rig.run();
    assertThat(rig.log).last().isEqualTo("lost late: DEVICE_LOST");
    assertThat(late.state()).isInstanceOf(ContextState.Lost.class);
  }

  @Test
  void closingAContextEndsItsWorkAndSaysWhenItsMemoryMayGo() {
    SchedulerContext context = rig.context("c", 0);
    MonitoredFence fence = rig.fence();
    rig.submit(context.queue(), rig.spin(Long.MAX_VALUE), fence, 1);
    rig.submit(context.queue(), rig.spin(1), fence, 2);
    ok(context.queue().signal(fence, 3));
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 3));
    rig.advance(10);
    context.close(() -> rig.log.add("idle"));
    assertThat(rig.log).isEmpty();
    rig.settle();
    assertThat(rig.log).containsExactly("w failed ECANCELED@10", "idle");
    assertThat(rig.scheduler.figures().packetsInFlight()).isZero();
    assertThat(context.state()).isInstanceOf(ContextState.Closed.class);
    assertThat(errno(context.queue().signal(fence, 4))).isEqualTo(Errno.ENODEV);
    assertThat(errno(context.createQueue("hw"))).isEqualTo(Errno.ENODEV);
    assertThat(rig.scheduler.figures().contexts()).isZero();
    context.close(() -> rig.log.add("again"));
    rig.settle();
    assertThat(rig.log).last().isEqualTo("again");
  }

  @Test
  void aContextWithSeveralQueuesIsIdleWhenAllAre() {
    SchedulerContext context = rig.context("c", 0);
    WorkQueue hardware = ok(context.createQueue("hw"));
    rig.gpu.faults().arm(new InjectedFault.Stuck(), "hw", 0);
    rig.submit(hardware, rig.spin(1));
    rig.submit(context.queue(), rig.spin(1));
    rig.settle();
    context.close(() -> rig.log.add("idle@" + rig.clock.nanos()));
    rig.settle();
    assertThat(rig.log).isEmpty();
    rig.run();
    assertThat(rig.log).containsExactly("idle@" + 5 * MS);
  }

  @Test
  void closingALostContextIsIdleToo() {
    SchedulerContext context = rig.context("c", 0);
    rig.submit(context.queue(), rig.bad());
    rig.run();
    context.close(() -> rig.log.add("idle"));
    rig.run();
    assertThat(rig.log).containsExactly("lost c: PAGE_FAULT", "idle");
    assertThat(rig.scheduler.figures().contexts()).isZero();
  }

  @Test
  void closingAQueueLeavesItsContextAlone() {
    SchedulerContext context = rig.context("c", 0);
    WorkQueue hardware = ok(context.createQueue("hw"));
    MonitoredFence fence = rig.fence();
    rig.submit(hardware, rig.spin(Long.MAX_VALUE), fence, 1);
    rig.submit(context.queue(), rig.spin(20));
    rig.mark(context.queue(), "own");
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    rig.advance(10);
    hardware.close(() -> rig.log.add("idle"));
    hardware.close(() -> rig.log.add("idle twice"));
    rig.run();
    assertThat(rig.log).containsExactly("idle twice", "w failed ECANCELED@10", "idle", "own@30");
    assertThat(context.state()).isInstanceOf(ContextState.Active.class);
    ok(hardware.signal(fence, 9));
    rig.run();
    assertThat(fence.value()).isEqualTo(9);
  }

  @Test
  void shuttingDownEndsEveryWaitAndContext() {
    Rig other = new Rig();
    SchedulerContext context = other.context("c", 0);
    MonitoredFence fence = other.fence();
    other.submit(context.queue(), other.spin(Long.MAX_VALUE), fence, 1);
    other.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    other.settle();
    other.close();
    assertThat(other.log).containsExactly("w failed ENODEV@0");
    assertThat(context.state()).isInstanceOf(ContextState.Closed.class);
    assertThat(fence.value()).isOne();
    assertThat(errno(other.scheduler.createContext(new ContextSpec("x", 0, other.guest.space(), 0, (c, f) -> {
    })))).isEqualTo(Errno.ENODEV);
    other.scheduler.close();
  }

  @Test
  void afterAFailureLaterSuccessesOfAFenceAreSuccesses() {
    MonitoredFence fence = rig.fence();
    SchedulerContext bad = rig.context("bad", 0);
    rig.submit(bad.queue(), rig.bad(), fence, 2);
    rig.run();
    ok(rig.scheduler.signal(fence, 3));
    rig.await("two", WaitMode.ALL, new SyncPoint(fence, 2));
    rig.await("three", WaitMode.ALL, new SyncPoint(fence, 3));
    rig.run();
    assertThat(rig.log).containsExactly("lost bad: PAGE_FAULT", "two failed ECANCELED@0", "three satisfied@0");
    assertThat(List.of(fence.value())).containsExactly(3L);
  }
}
