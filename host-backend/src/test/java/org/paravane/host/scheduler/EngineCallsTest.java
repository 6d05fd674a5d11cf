package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.SteppedEngine;
import org.paravane.host.memory.GpuAddressSpace;

/** Exactly what the scheduler asks of an engine, and nothing else, for each thing that happens. */
class EngineCallsTest {
  private static final long MS = 1_000_000;

  private final ManualClock clock = new ManualClock(0);
  private final FakeGpu gpu = new FakeGpu(clock, 2, 4);
  private final SteppedScheduler stepped = new SteppedScheduler(gpu, now -> SteppedEngine.NEVER, clock,
      SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(20)));
  private final AdapterScheduler scheduler = stepped.scheduler();
  private final GpuAddressSpace space = new GpuAddressSpace("p", 0x10000, 1L << 40, 10);
  private final List<String> log = new ArrayList<>();

  private SchedulerContext context(String name) {
    return ok(scheduler.createContext(new ContextSpec(name, 0, space, 0,
        (context, fault) -> log.add("lost " + context + " " + fault.kind()))));
  }

  private void submit(WorkQueue queue, long address) {
    ok(queue.submit(address, 64, null, 0));
  }

  private List<String> asked() {
    stepped.settle();
    return gpu.asked();
  }

  private void advance(long nanos) {
    stepped.advance(Duration.ofNanos(nanos));
  }

  @Test
  void aContextOpensItsQueueAndClosesItWhenIdle() {
    SchedulerContext a = context("a");
    assertThat(asked()).containsExactly("open a");
    a.close(() -> log.add("idle"));
    assertThat(asked()).containsExactly("close a");
    assertThat(log).containsExactly("idle");
  }

  @Test
  void hardwareQueuesAreQueuesOfTheirOwn() {
    SchedulerContext a = context("a");
    WorkQueue hardware = ok(a.createQueue("a/hw"));
    assertThat(asked()).containsExactly("open a", "open a/hw");
    hardware.close(() -> log.add("idle"));
    assertThat(asked()).containsExactly("close a/hw");
    assertThat(log).containsExactly("idle");
  }

  @Test
  void aLoneContextFillsTheEngineToItsDepth() {
    WorkQueue queue = context("a").queue();
    for (int i = 1; i <= 6; i++) {
      submit(queue, 0x1000L * i);
    }
    assertThat(asked()).containsExactly("open a", "submit a#0 0x1000+64", "submit a#1 0x2000+64",
        "submit a#2 0x3000+64",
        "submit a#3 0x4000+64");
    gpu.done("a", 0, 10);
    assertThat(asked()).containsExactly("submit a#4 0x5000+64");
    gpu.done("a", 1, 10);
    gpu.done("a", 2, 10);
    assertThat(asked()).containsExactly("submit a#5 0x6000+64");
  }

  @Test
  void sharedNodesHaveFewPacketsInFlight() {
    WorkQueue a = context("a").queue();
    WorkQueue b = context("b").queue();
    submit(a, 0x1000);
    submit(b, 0x2000);
    asked();
    for (int i = 0; i < 3; i++) {
      submit(a, 0x1000);
      submit(b, 0x2000);
    }
    assertThat(asked()).isEmpty();
    gpu.done("a", 0, 10);
    assertThat(asked()).containsExactly("submit a#1 0x1000+64");
    gpu.done("b", 0, 10);
    assertThat(asked()).containsExactly("submit b#1 0x2000+64");
  }

  @Test
  void aSignalBetweenCommandsDoesNotHoldBackTheNextCommandButAWaitDoes() {
    WorkQueue queue = context("a").queue();
    MonitoredFence fence = scheduler.createFence(0, null);
    MonitoredFence gate = scheduler.createFence(0, null);
    submit(queue, 0x1000);
    ok(queue.signal(fence, 1));
    submit(queue, 0x2000);
    ok(queue.waitFor(gate, 1));
    submit(queue, 0x3000);
    assertThat(asked()).containsExactly("open a", "submit a#0 0x1000+64", "submit a#1 0x2000+64");
    ok(scheduler.signal(gate, 1));
    assertThat(asked()).isEmpty();
    gpu.done("a", 0, 1);
    assertThat(asked()).isEmpty();
    assertThat(fence.value()).isOne();
    gpu.done("a", 1, 1);
    assertThat(asked()).containsExactly("submit a#2 0x3000+64");
  }

  @Test
  void aPreemptedPacketComesAgainFromWhereItStoppedAndBeforeThoseBehindIt() {
    WorkQueue queue = context("a").queue();
    ok(queue.submit(0x1000, 640, null, 0));
    submit(queue, 0x2000);
    asked();
    gpu.end("a", 0, new Outcome.Preempted(128, 0, 5, Pause.NONE));
    assertThat(asked()).isEmpty();
    gpu.end("a", 1, new Outcome.Preempted(0, 5, 5, Pause.NONE));
    assertThat(asked()).containsExactly("submit a#0 0x1000+640 from 128");
    gpu.done("a", 0, 5);
    assertThat(asked()).containsExactly("submit a#1 0x2000+64");
    assertThat(queue.context().figures().preemptions()).isOne();
    assertThat(queue.context().figures().busyNanos()).isEqualTo(10);
  }

  @Test
  void aBarrierIsTriedAgainAtGrowingIntervals() {
    WorkQueue queue = context("a").queue();
    submit(queue, 0x1000);
    asked();
    long pause = 20_000;
    for (int i = 0; i < 4; i++) {
      gpu.end("a", 0, new Outcome.Preempted(0, 0, 0, Pause.BARRIER));
      assertThat(asked()).isEmpty();
      advance(pause - 1);
      assertThat(gpu.asked()).isEmpty();
      advance(1);
      assertThat(gpu.asked()).containsExactly("submit a#0 0x1000+64");
      pause *= 2;
    }
  }

  @Test
  void whileABarrierWaitsOthersRun() {
    WorkQueue a = context("a").queue();
    WorkQueue b = context("b").queue();
    submit(a, 0x1000);
    asked();
    gpu.end("a", 0, new Outcome.Preempted(0, 0, 0, Pause.BARRIER));
    submit(b, 0x2000);
    assertThat(asked()).containsExactly("submit b#0 0x2000+64");
  }

  @Test
  void aLoneContextIsAskedToYieldAtHalfTheTimeout() {
    WorkQueue queue = context("a").queue();
    submit(queue, 0x1000);
    asked();
    advance(50 * MS - 1);
    assertThat(gpu.asked()).isEmpty();
    advance(1);
    assertThat(gpu.asked()).containsExactly("preempt a");
    advance(49 * MS);
    assertThat(gpu.asked()).isEmpty();
    advance(MS);
    assertThat(gpu.asked()).containsExactly("cancel a");
    assertThat(log).containsExactly("lost a TIMEOUT");
    advance(20 * MS);
    assertThat(gpu.asked()).containsExactly("reset node0");
    advance(79 * MS);
    assertThat(gpu.asked()).isEmpty();
    gpu.end("a", 0, new Outcome.Lost("node reset"));
    assertThat(asked()).containsExactly("close a");
    assertThat(scheduler.figures().nodeResets()).isOne();
  }

  @Test
  void anEngineThatDoesNotEvenAnswerAResetIsGivenUpAndFencesComplete() {
    SchedulerContext a = context("a");
    SchedulerContext b = context("b");
    MonitoredFence fence = scheduler.createFence(0, null);
    ok(a.queue().submit(0x1000, 64, fence, 1));
    submit(b.queue(), 0x2000);
    asked();
    a.close(() -> log.add("idle"));
    advance(20 * MS);
    assertThat(gpu.asked()).contains("cancel a", "reset node0");
    advance(79 * MS);
    assertThat(log).isEmpty();
    advance(MS);
    assertThat(gpu.asked()).containsExactly("close a", "close b");
    assertThat(log).containsExactly("idle", "lost b ENGINE_LOST");
    assertThat(fence.value()).isOne();
    gpu.end("a", 0, new Outcome.Lost("at last"));
    gpu.end("b", 0, new Outcome.Done(0, 1));
    assertThat(asked()).isEmpty();
    assertThat(scheduler.figures().packetsInFlight()).isZero();
    assertThat(scheduler.figures().packetsDone()).isZero();
  }

  @Test
  void aContextThatOthersWaitForIsAskedToYieldAfterItsQuantum() {
    WorkQueue a = context("a").queue();
    WorkQueue b = context("b").queue();
    submit(a, 0x1000);
    asked();
    advance(4 * MS);
    submit(b, 0x2000);
    assertThat(asked()).containsExactly("submit b#0 0x2000+64");
    advance(6 * MS - 1);
    assertThat(gpu.asked()).isEmpty();
    advance(1);
    assertThat(gpu.asked()).containsExactly("preempt a");
    gpu.end("a", 0, new Outcome.Preempted(0, 0, 10 * MS, Pause.NONE));
    assertThat(asked()).containsExactly("submit a#0 0x1000+64");
    gpu.done("b", 0, MS);
    assertThat(asked()).isEmpty();
  }

  @Test
  void aTurnCountsAcrossPackets() {
    WorkQueue a = context("a").queue();
    WorkQueue b = context("b").queue();
    for (int i = 0; i < 4; i++) {
      submit(a, 0x1000);
    }
    asked();
    submit(b, 0x2000);
    advance(6 * MS);
    gpu.done("a", 0, 6 * MS);
    advance(3 * MS);
    assertThat(gpu.asked()).isEmpty();
    advance(MS);
    assertThat(gpu.asked()).containsExactly("preempt a");
  }

  @Test
  void aFaultCancelsTheOtherPacketsOfTheContextAndWaitsForThem() {
    SchedulerContext a = context("a");
    WorkQueue hardware = ok(a.createQueue("a/hw"));
    MonitoredFence fence = scheduler.createFence(0, null);
    ok(a.queue().submit(0x1000, 64, fence, 1));
    ok(a.queue().submit(0x2000, 64, fence, 2));
    submit(hardware, 0x3000);
    asked();
    gpu.end("a", 0, new Outcome.Fault(FaultKind.PAGE_FAULT, 0x42, "page fault: context=a", 0, 7));
    assertThat(asked()).containsExactly("cancel a", "cancel a/hw");
    assertThat(log).containsExactly("lost a PAGE_FAULT");
    assertThat(fence.value()).isZero();
    gpu.end("a/hw", 0, new Outcome.Cancelled("x", 0, 0));
    assertThat(asked()).containsExactly("close a/hw");
    gpu.end("a", 1, new Outcome.Preempted(0, 0, 0, Pause.NONE));
    assertThat(asked()).containsExactly("close a");
    assertThat(fence.value()).isEqualTo(2);
    assertThat(a.figures().packetsFailed()).isEqualTo(2);
  }

  @Test
  void anEngineThatLosesAPacketLosesItsContext() {
    SchedulerContext a = context("a");
    submit(a.queue(), 0x1000);
    asked();
    gpu.end("a", 0, new Outcome.Lost("worker died"));
    assertThat(asked()).containsExactly("close a");
    assertThat(log).containsExactly("lost a ENGINE_LOST");
    SchedulerContext b = context("b");
    submit(b.queue(), 0x1000);
    asked();
    gpu.end("b", 0, new Outcome.Cancelled("of its own accord", 0, 0));
    assertThat(asked()).containsExactly("close b");
    assertThat(log).containsExactly("lost a ENGINE_LOST", "lost b ENGINE_LOST");
  }

  @Test
  void anEchoOfAPacketThatEndedAlreadyIsIgnored() {
    SchedulerContext a = context("a");
    submit(a.queue(), 0x1000);
    submit(a.queue(), 0x2000);
    asked();
    gpu.done("a", 0, 1);
    stepped.settle();
    a.queue().completion.ended(0, new Outcome.Lost("late"));
    a.queue().completion.ended(77, new Outcome.Fault(FaultKind.INTERNAL, 0, "never submitted", 0, 0));
    assertThat(asked()).isEmpty();
    assertThat(a.state()).isInstanceOf(ContextState.Active.class);
    assertThat(scheduler.figures().packetsInFlight()).isOne();
  }

  @Test
  void closingCancelsAndWaitsForTheEngine() {
    SchedulerContext a = context("a");
    submit(a.queue(), 0x1000);
    asked();
    a.close(() -> log.add("idle"));
    assertThat(asked()).containsExactly("cancel a");
    advance(19 * MS);
    assertThat(gpu.asked()).isEmpty();
    advance(MS);
    assertThat(gpu.asked()).containsExactly("reset node0");
    assertThat(log).isEmpty();
    gpu.end("a", 0, new Outcome.Lost("node reset"));
    assertThat(asked()).containsExactly("close a");
    assertThat(log).containsExactly("idle");
  }

  @Test
  void aCancelledPacketBehindAnotherGetsItsGraceWhenItIsItsTurn() {
    WorkQueue a = context("a").queue();
    SchedulerContext b = context("b");
    submit(a, 0x1000);
    submit(b.queue(), 0x2000);
    asked();
    b.close(() -> log.add("idle"));
    assertThat(asked()).containsExactly("cancel b");
    advance(15 * MS);
    gpu.asked();
    gpu.done("a", 0, 15 * MS);
    assertThat(asked()).isEmpty();
    advance(19 * MS);
    assertThat(gpu.asked()).isEmpty();
    advance(MS);
    assertThat(gpu.asked()).containsExactly("reset node0");
  }

  @Test
  void innocentPacketsOfAResetNodeComeAgain() {
    SchedulerContext a = context("a");
    WorkQueue b = context("b").queue();
    submit(a.queue(), 0x1000);
    submit(b, 0x2000);
    asked();
    ok(scheduler.destroy(scheduler.createFence(0, null), () -> log.add("gone")));
    a.fail(FaultKind.INTERNAL, "test");
    assertThat(asked()).containsExactly("cancel a");
    advance(20 * MS);
    assertThat(gpu.asked()).containsExactly("reset node0");
    gpu.end("b", 0, new Outcome.Preempted(0, 0, 0, Pause.NONE));
    gpu.end("a", 0, new Outcome.Lost("node reset"));
    assertThat(asked()).containsExactlyInAnyOrder("submit b#0 0x2000+64", "close a");
    gpu.done("b", 0, 1);
    stepped.settle();
    assertThat(b.context().figures().packetsDone()).isOne();
  }

  @Test
  void anAdapterResetResetsOnlyNodesThatAreBusy() {
    SchedulerContext a = context("a");
    submit(a.queue(), 0x1000);
    asked();
    ok(scheduler.reset("test"));
    assertThat(asked()).containsExactly("cancel a", "reset node0");
  }

  @Test
  void aLostDeviceIsToldOnce() {
    context("a");
    asked();
    gpu.lostListeners.forEach(listener -> listener.deviceLost("gone"));
    gpu.lostListeners.forEach(listener -> listener.deviceLost("gone again"));
    assertThat(asked()).containsExactly("close a");
    assertThat(log).containsExactly("lost a DEVICE_LOST");
    context("b");
    assertThat(asked()).containsExactly("open b", "close b");
    assertThat(log).containsExactly("lost a DEVICE_LOST", "lost b DEVICE_LOST");
  }

  @Test
  void oneWaitCannotTakeAMutexTwice() {
    WorkQueue queue = context("a").queue();
    GpuMutex mutex = scheduler.createMutex(false);
    MonitoredFence fence = scheduler.createFence(0, null);
    assertThat(errno(queue.waitFor(List.of(new SyncPoint(mutex, 0), new SyncPoint(mutex, 0))))).isEqualTo(Errno.EINVAL);
    ok(queue.waitFor(List.of(new SyncPoint(fence, 0), new SyncPoint(fence, 0))));
  }

  @Test
  void figuresOfNodesAddUp() {
    WorkQueue a = context("a").queue();
    submit(a, 0x1000);
    submit(a, 0x1000);
    asked();
    clock.advance(Duration.ofNanos(500));
    gpu.done("a", 0, 300);
    gpu.end("a", 1, new Outcome.Fault(FaultKind.BAD_PACKET, 0, "bad", 300, 500));
    stepped.settle();
    assertThat(scheduler.nodeFigures()).containsExactly(new NodeFigures("node0", 2, 500),
        new NodeFigures("node1", 0, 0));
    assertThat(a.context().figures()).isEqualTo(new ContextFigures(0, 1, 1, 0, 500));
    assertThat(scheduler.figures()).isEqualTo(new SchedulerFigures(1, 0, 0, 1, 1, 0));
  }

  /** A worker's processor time at the half of the limit is 1 s; afterwards it is what the test says. */
  private FakeGpu.FakeQueue starving() {
    submit(context("a").queue(), 0x1000);
    stepped.settle();
    FakeGpu.FakeQueue queue = Optional.ofNullable(gpu.queues.get("a")).orElseThrow();
    queue.processorTime = Optional.of(Duration.ofSeconds(1));
    advance(50 * MS);
    assertThat(gpu.asked()).endsWith("preempt a");
    return queue;
  }

  private void assertLostAfter(long nanos) {
    advance(nanos - MS);
    assertThat(log).isEmpty();
    advance(MS);
    assertThat(log).containsExactly("lost a TIMEOUT");
  }

  @Test
  void aPacketIsNotTooLongAsLongAsItsWorkerIsKeptWaitingForTheProcessor() {
    FakeGpu.FakeQueue queue = starving();
    queue.processorTime = Optional.of(Duration.ofMillis(1049));
    advance(449 * MS);
    assertThat(log).isEmpty();
    gpu.done("a", 0, 499 * MS);
    stepped.settle();
    assertThat(log).isEmpty();
    assertThat(gpu.asked()).isEmpty();
  }

  @Test
  void aPacketIsTooLongWhenItsWorkerHasHadItsProcessorTime() {
    FakeGpu.FakeQueue queue = starving();
    advance(150 * MS);
    queue.processorTime = Optional.of(Duration.ofMillis(1050));
    assertThat(log).isEmpty();
    advance(5 * MS);
    assertThat(log).containsExactly("lost a TIMEOUT");
    assertThat(gpu.asked()).containsExactly("cancel a");
  }

  @Test
  void aWorkerThatUsesMuchProcessorTimeHasTheWholeLimit() {
    FakeGpu.FakeQueue queue = starving();
    queue.processorTime = Optional.of(Duration.ofSeconds(5));
    assertLostAfter(50 * MS);
  }

  @Test
  void aWorkerThatSleepsIsNotWaitedForWithoutEnd() {
    starving();
    assertLostAfter(450 * MS);
  }

  @Test
  void aWorkerThatIsGoneIsNotStarved() {
    FakeGpu.FakeQueue queue = starving();
    queue.processorTime = Optional.empty();
    assertLostAfter(50 * MS);
  }
}
