package org.paravane.host.engine.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.opencl.WorkerRig.Buffer;
import org.paravane.linux.LinuxException;

/** Order, stopping and resuming, signals and timestamps of work queues. */
@Timeout(120)
class WorkQueueTest {
  /** Adds one to a word after going around a loop so many times. */
  private static final String SLOW = """
      kernel void slow(global int *x, int rounds) {
        int value = x[0];
        for (volatile int i = 0; i < rounds; i++) { }
        x[0] = value + 1;
      }
      """;

  private WorkerRig rig;

  @BeforeEach
  void open() {
    rig = WorkerRig.open();
  }

  @AfterEach
  void close() {
    if (rig != null) {
      rig.close();
    }
  }

  private AqlPacket slow(ProgramResult.Kernel kernel, Buffer x, int rounds, long signal) {
    return Packets.line(kernel, 1, 1, Packets.arguments(rig, a -> a.u64(0, x.address()).u32(8, rounds)), signal);
  }

  @Test
  void packetsWithoutSignalsTakeEffectInOrder() {
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    AqlPacket[] packets = new AqlPacket[300];
    AqlPacket one = slow(kernel, x, 100, 0);
    java.util.Arrays.fill(packets, one);
    rig.done(packets);
    assertThat(x.word(0)).isEqualTo(300);
  }

  @Test
  void aSignalGoesDownAndTimestampsEmbraceTheKernel() {
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    Buffer signal = rig.buffer(8);
    Buffer stamps = rig.buffer(32);
    signal.word64(0, 3);
    long before = System.nanoTime();
    rig.done(((AqlPacket.KernelDispatch) slow(kernel, x, 1_000_000, signal.address()))
        .withTimestampAddress(stamps.address()), AqlPacket.Timestamp.of(stamps.address() + 16, signal.address()));
    long after = System.nanoTime();
    assertThat(signal.word64(0)).isOne();
    assertThat(stamps.word64(0)).isBetween(before, stamps.word64(1));
    assertThat(stamps.word64(1) - stamps.word64(0)).isGreaterThan(100_000);
    assertThat(stamps.word64(2)).isBetween(stamps.word64(1), after);
  }

  @Test
  void preemptionStopsBetweenTwoPacketsAndGoesOnThere() {
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    Buffer signal = rig.buffer(8);
    AqlPacket[] packets = new AqlPacket[200];
    java.util.Arrays.fill(packets, slow(kernel, x, 100_000, signal.address()));
    WorkerRig.Queue queue = rig.queue("q");
    WorkerRig.Commands commands = rig.commands(packets);
    long first = queue.submit(commands);
    queue.submit(commands);
    rig.advanceUntil(() -> x.word(0) > 3);
    rig.worker.preempt(queue.number);
    rig.advanceUntil(() -> queue.ended.size() == 2);
    Outcome.Preempted stopped = (Outcome.Preempted) queue.ended.get(0);
    assertThat(stopped.pause()).isEqualTo(Pause.NONE);
    assertThat(stopped.resumeOffset()).isEqualTo(64 * x.word(0)).isLessThan(64 * 200);
    assertThat(queue.ended.get(1)).isInstanceOfSatisfying(Outcome.Preempted.class,
        behind -> assertThat(behind.resumeOffset()).isZero());
    queue.resubmit(first, stopped.resumeOffset());
    queue.resubmit(first + 1, 0);
    rig.advanceUntil(() -> queue.ended.size() == 4);
    assertThat(queue.ended.subList(2, 4)).allSatisfy(end -> assertThat(end).isInstanceOf(Outcome.Done.class));
    assertThat(x.word(0)).isEqualTo(400);
  }

  @Test
  void preemptionOfAnIdleQueueIsForgotten() {
    WorkerRig.Queue queue = rig.queue("q");
    rig.worker.preempt(queue.number);
    assertThat(queue.run(rig.commands(AqlPacket.BarrierAnd.of(0)))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void cancellingEndsEverythingForGood() {
    WorkerRig.Queue queue = rig.queue("q");
    Buffer signal = rig.buffer(8);
    signal.word64(0, 1);
    queue.submit(rig.commands(rig.dispatch(BuiltInKernel.SPIN, new KernelArguments.Spin(Long.MAX_VALUE),
        signal.address())));
    queue.submit(rig.commands(AqlPacket.BarrierAnd.of(0)));
    rig.worker.advance();
    rig.worker.cancel(queue.number, "told so");
    rig.advanceUntil(() -> queue.ended.size() == 2);
    assertThat(queue.ended).allSatisfy(end -> assertThat(end).isInstanceOfSatisfying(Outcome.Cancelled.class,
        cancelled -> assertThat(cancelled.reason()).isEqualTo("told so")));
    assertThat(signal.word64(0)).isOne();
    queue.submit(rig.commands(AqlPacket.BarrierAnd.of(0)));
    rig.advanceUntil(() -> queue.ended.size() == 3);
    assertThat(queue.ended.get(2)).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void aFaultEndsTheQueueAfterWhatCameBefore() {
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    WorkerRig.Queue queue = rig.queue("q");
    queue.submit(rig.commands(slow(kernel, x, 1_000_000, 0)));
    queue.submit(rig.commands(slow(kernel, x, 1_000_000, 0), AqlPacket.Fill.of(0x7000_0000_0000L, 8, 0, 0),
        slow(kernel, x, 1, 0)));
    queue.submit(rig.commands(slow(kernel, x, 1, 0)));
    rig.advanceUntil(() -> queue.ended.size() == 3);
    assertThat(queue.ended.get(0)).isInstanceOf(Outcome.Done.class);
    assertThat(queue.ended.get(1)).isInstanceOfSatisfying(Outcome.Fault.class,
        fault -> assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT));
    assertThat(queue.ended.get(2)).isInstanceOf(Outcome.Preempted.class);
    assertThat(x.word(0)).isEqualTo(2);
  }

  @Test
  void barriersOrderTwoQueues() {
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    Buffer signal = rig.buffer(8);
    Buffer copy = rig.buffer(4);
    signal.word64(0, 1);
    WorkerRig.Queue first = rig.queue("first");
    WorkerRig.Queue second = rig.copyQueue("second");
    long waiting = second.submit(rig.commands(AqlPacket.BarrierAnd.of(0, signal.address()),
        AqlPacket.Copy.of(x.address(), copy.address(), 4, 0)));
    rig.advanceUntil(() -> second.ended.size() == 1);
    assertThat(second.ended.getFirst()).isInstanceOfSatisfying(Outcome.Preempted.class,
        paused -> assertThat(paused.pause()).isEqualTo(Pause.BARRIER));
    first.submit(rig.commands(slow(kernel, x, 1_000_000, signal.address())));
    rig.advanceUntil(() -> first.ended.size() == 1);
    second.resubmit(waiting, 0);
    rig.advanceUntil(() -> second.ended.size() == 2);
    assertThat(second.ended.get(1)).isInstanceOf(Outcome.Done.class);
    assertThat(copy.word(0)).isOne();
  }

  @Test
  void twoQueuesGoOnSideBySide() {
    WorkerRig.Queue spinning = rig.queue("spinning");
    WorkerRig.Queue other = rig.queue("other");
    spinning.submit(rig.commands(rig.dispatch(BuiltInKernel.SPIN, new KernelArguments.Spin(Long.MAX_VALUE), 0)));
    Buffer x = rig.buffer(4);
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    for (int i = 0; i < 20; i++) {
      assertThat(other.run(rig.commands(slow(kernel, x, 10, 0)))).isInstanceOf(Outcome.Done.class);
    }
    assertThat(x.word(0)).isEqualTo(20);
    assertThat(spinning.ended).isEmpty();
    rig.worker.cancel(spinning.number, "enough");
    rig.advanceUntil(() -> spinning.ended.size() == 1);
  }

  @Test
  void aLargeCopyLetsOthersGoOn() {
    long bytes = 64L << 20;
    Buffer from = rig.buffer(bytes);
    Buffer to = rig.buffer(bytes);
    from.memory().fill((byte) 7);
    WorkerRig.Queue copying = rig.copyQueue("copying");
    WorkerRig.Queue other = rig.queue("other");
    copying.submit(rig.commands(AqlPacket.Copy.of(from.address(), to.address(), bytes, 0)));
    assertThat(other.run(rig.commands(AqlPacket.BarrierAnd.of(0)))).isInstanceOf(Outcome.Done.class);
    assertThat(copying.ended).isEmpty();
    rig.advanceUntil(() -> copying.ended.size() == 1);
    assertThat(to.memory().mismatch(from.memory())).isEqualTo(-1);
  }

  @Test
  void shortKernelsMoveToTheCallingThreadAndSlowOnesBack() {
    org.junit.jupiter.api.Assumptions.assumeTrue(WorkerRig.device().inlineHandle() != 0,
        "no device that runs in the calling thread");
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    Buffer kernarg = rig.buffer(64);
    kernarg.word64(0, x.address());
    AqlPacket packet = Packets.line(kernel, 1, 1, kernarg.address());
    for (int i = 0; i < 100; i++) {
      rig.done(packet);
    }
    long inline = rig.worker.inlineLaunches();
    assertThat(inline).isGreaterThan(50);
    kernarg.word(2, 10_000_000);
    for (int i = 0; i < 10; i++) {
      rig.done(packet);
    }
    assertThat(rig.worker.inlineLaunches() - inline).isLessThan(6);
    assertThat(x.word(0)).isEqualTo(110);
  }

  @Test
  void theWorkerWakesASleepingLoop() throws InterruptedException {
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    WorkerRig.Queue queue = rig.queue("q");
    queue.submit(rig.commands(slow(kernel, x, 50_000_000, 0)));
    while (rig.worker.advance()) {
      Thread.onSpinWait();
    }
    CountDownLatch woken = new CountDownLatch(1);
    assertThat(rig.worker.prepareSleep(woken::countDown)).isEqualTo(Long.MAX_VALUE);
    assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
    rig.advanceUntil(() -> queue.ended.size() == 1);
    assertThat(x.word(0)).isOne();
  }

  @Test
  void aSleepingLoopKnowsWhenASpinIsOver() {
    WorkerRig.Queue queue = rig.queue("q");
    long begin = System.nanoTime();
    queue.submit(rig.commands(rig.dispatch(BuiltInKernel.SPIN, new KernelArguments.Spin(50_000_000), 0)));
    while (rig.worker.advance()) {
      Thread.onSpinWait();
    }
    long due = rig.worker.prepareSleep(() -> {
    });
    assertThat(due - begin).isBetween(50_000_000L, 30_000_000_000L);
  }

  @Test
  void kernelsUseTheVeryPages() throws LinuxException {
    ProgramResult.Kernel kernel = rig.built(SLOW).kernel("slow");
    Buffer x = rig.buffer(4);
    Buffer signal = rig.buffer(8);
    MemorySegment other = rig.otherMapping(WorkerRig.VISIBLE);
    AqlPacket packet = slow(kernel, x, 1, signal.address());
    for (int i = 0; i < 5; i++) {
      other.set(ValueLayout.JAVA_INT, x.storeOffset(), 1000 * i);
      rig.done(packet);
      assertThat(other.get(ValueLayout.JAVA_INT, x.storeOffset())).isEqualTo(1000 * i + 1);
    }
    assertThat(rig.copiedBytes).isZero();
  }
}
