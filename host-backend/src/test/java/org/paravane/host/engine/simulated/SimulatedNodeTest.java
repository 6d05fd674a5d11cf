package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.GpuCapability;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.memory.AllocationRequest;

/** The contract of queues and nodes, in virtual time. */
class SimulatedNodeTest {
  private final NodeHarness harness = new NodeHarness(SimulatedGpuOptions.defaults().withNodes(2, 1));
  private final TestGuest guest = harness.guest;

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void describesItself() {
    assertThat(harness.gpu.nodes()).extracting(EngineNode::name).containsExactly("compute0", "compute1", "copy0");
    assertThat(harness.gpu.nodes()).extracting(EngineNode::kind).containsExactly(NodeKind.COMPUTE, NodeKind.COMPUTE,
        NodeKind.COPY);
    assertThat(harness.gpu.nodes()).extracting(EngineNode::ordinal).containsExactly(0, 1, 2);
    assertThat(harness.gpu.nodes().getFirst().depth()).isPositive();
    assertThat(harness.gpu.description().capabilities()).contains(GpuCapability.VIRTUAL_TIME);
    assertThat(harness.gpu.description().localBytes()).isEqualTo(harness.gpu.localMemory().capacityBytes());
  }

  @Test
  void packetsOfANodeRunOneAfterAnotherAndNodesSideBySide() {
    long begin = harness.clock.nanos();
    NodeHarness.Queue a = harness.queue(0, "a");
    NodeHarness.Queue b = harness.queue(0, "b");
    NodeHarness.Queue c = harness.queue(1, "c");
    a.submit(spin(1000));
    b.submit(spin(500));
    c.submit(spin(700));
    harness.settle();
    assertThat(a.last()).isEqualTo(new Outcome.Done(begin, begin + 1000));
    assertThat(b.last()).isEqualTo(new Outcome.Done(begin + 1000, begin + 1500));
    assertThat(c.last()).isEqualTo(new Outcome.Done(begin, begin + 700));
  }

  @Test
  void anEmptyBufferOfWaitingPacketsResumesWhereItStopped() {
    Buffer one = guest.word(1);
    Buffer two = guest.word(2);
    Commands commands = guest.commands(AqlPacket.Fill.of(two.address(), 8, 7, 0),
        AqlPacket.BarrierAnd.of(0, one.address()),
        AqlPacket.Fill.of(two.address() + 8, 8, 7, 0));
    NodeHarness.Queue queue = harness.queue(0, "q");
    queue.submit(commands);
    harness.settle();
    assertThat(queue.last()).isInstanceOfSatisfying(Outcome.Preempted.class,
        preempted -> assertThat(preempted.resumeOffset()).isEqualTo(64));
    two.word(0, 0);
    one.word(0, 0);
    queue.resubmit(0, commands, 64);
    harness.settle();
    assertThat(queue.last()).isInstanceOf(Outcome.Done.class);
    assertThat(two.word(0)).isZero();
    assertThat(two.word(8)).isEqualTo(0x0000_0007_0000_0007L);
  }

  @Test
  void preemptionStopsAtThePacketBoundaryAndThoseBehindWait() {
    NodeHarness.Queue queue = harness.queue(0, "q");
    Buffer marker = guest.word(0);
    Commands two = guest.commands(spinPacket(100), spinPacket(100));
    Commands next = guest.commands(AqlPacket.Fill.of(marker.address(), 8, 1, 0));
    queue.submit(two);
    queue.submit(next);
    harness.step(0);
    queue.engine.preempt();
    harness.step(50);
    assertThat(queue.ended).isEmpty();
    harness.step(50);
    assertThat(queue.ended).extracting(NodeHarness.Ended::sequence).containsExactly(0L, 1L);
    assertThat(queue.ended.getFirst().outcome()).isInstanceOfSatisfying(Outcome.Preempted.class, preempted -> {
      assertThat(preempted.resumeOffset()).isEqualTo(64);
      assertThat(preempted.pause()).isEqualTo(Pause.NONE);
    });
    assertThat(queue.last()).isInstanceOfSatisfying(Outcome.Preempted.class,
        preempted -> assertThat(preempted.resumeOffset()).isZero());
    queue.resubmit(1, next, 0);
    harness.settle();
    assertThat(queue.last()).isInstanceOf(Outcome.Preempted.class);
    assertThat(marker.word(0)).isZero();
    queue.resubmit(0, two, 64);
    queue.resubmit(1, next, 0);
    harness.settle();
    assertThat(queue.ended).hasSize(5);
    assertThat(queue.last()).isInstanceOf(Outcome.Done.class);
    assertThat(marker.word(0)).isNotZero();
  }

  @Test
  void afterAFaultNothingOfTheQueueRuns() {
    NodeHarness.Queue queue = harness.queue(0, "q");
    NodeHarness.Queue other = harness.queue(0, "other");
    Buffer marker = guest.word(0);
    queue.submit(new Commands(0x7000_0000_0000L, 64));
    queue.submit(guest.commands(AqlPacket.Fill.of(marker.address(), 8, 1, 0)));
    other.submit(spin(10));
    harness.settle();
    assertThat(queue.ended.getFirst().outcome()).isInstanceOf(Outcome.Fault.class);
    assertThat(queue.last()).isInstanceOf(Outcome.Preempted.class);
    assertThat(other.last()).isInstanceOf(Outcome.Done.class);
    assertThat(marker.word(0)).isZero();
  }

  @Test
  void cancellingEndsWhatRunsAndWhatWaits() {
    NodeHarness.Queue running = harness.queue(0, "running");
    NodeHarness.Queue waiting = harness.queue(0, "waiting");
    running.submit(spin(1_000_000));
    waiting.submit(spin(1_000_000));
    harness.step(10);
    waiting.engine.cancel("not wanted");
    assertThat(waiting.last()).isInstanceOf(Outcome.Cancelled.class);
    running.engine.cancel("enough");
    harness.step(5);
    assertThat(running.last())
        .isEqualTo(new Outcome.Cancelled("enough", harness.clock.nanos() - 5, harness.clock.nanos()));
    running.submit(spin(1));
    harness.settle();
    assertThat(running.last()).isInstanceOf(Outcome.Cancelled.class);
    running.engine.close();
  }

  @Test
  void aResetLosesWhatRunsAndReturnsWhatWaits() {
    NodeHarness.Queue running = harness.queue(0, "running");
    NodeHarness.Queue waiting = harness.queue(0, "waiting");
    harness.gpu.faults().arm(new InjectedFault.Stuck(), "running", 0);
    Commands innocent = spin(10);
    running.submit(spin(10));
    waiting.submit(innocent);
    harness.step(0);
    running.engine.cancel("please");
    harness.step(1_000);
    assertThat(running.ended).isEmpty();
    harness.gpu.nodes().getFirst().reset("stuck");
    harness.step(0);
    assertThat(running.last()).isEqualTo(new Outcome.Lost("node reset: stuck"));
    assertThat(waiting.last()).isInstanceOfSatisfying(Outcome.Preempted.class,
        preempted -> assertThat(preempted.resumeOffset()).isZero());
    waiting.resubmit(0, innocent, 0);
    harness.settle();
    assertThat(waiting.last()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void injectedFaultsHappenToTheirPacket() {
    harness.gpu.faults().arm(new InjectedFault.Fail("told so"), "q", 1);
    NodeHarness.Queue queue = harness.queue(0, "q");
    NodeHarness.Queue other = harness.queue(1, "x");
    other.submit(spin(1));
    queue.submit(spin(1));
    queue.submit(spin(1));
    harness.settle();
    assertThat(other.last()).isInstanceOf(Outcome.Done.class);
    assertThat(queue.ended.getFirst().outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(queue.last()).isInstanceOfSatisfying(Outcome.Fault.class, fault -> {
      assertThat(fault.kind()).isEqualTo(FaultKind.INJECTED);
      assertThat(fault.reason()).isEqualTo("injected fault: context=q, reason=told so");
    });
    assertThat(harness.gpu.faults().armed()).isZero();
  }

  @Test
  void injectedPageFaultsNameTheirAddress() {
    harness.gpu.faults().arm(new InjectedFault.PageFault(0xabc000), "", 0);
    assertThat(harness.run(spin(1))).isInstanceOfSatisfying(Outcome.Fault.class, fault -> {
      assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT);
      assertThat(fault.address()).isEqualTo(0xabc000);
    });
  }

  @Test
  void aHangingPacketEndsWhenCancelled() {
    harness.gpu.faults().arm(new InjectedFault.Hang(), "", 0);
    NodeHarness.Queue queue = harness.queue(0, "q");
    queue.submit(spin(1));
    harness.step(1_000_000_000);
    assertThat(queue.ended).isEmpty();
    queue.engine.cancel("timeout");
    harness.step(0);
    assertThat(queue.last()).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void aSlowPacketTakesLonger() {
    harness.gpu.faults().arm(new InjectedFault.Slow(5_000), "", 0);
    assertThat(harness.run(spin(100))).isInstanceOfSatisfying(Outcome.Done.class,
        done -> assertThat(done.endNanos() - done.startNanos()).isEqualTo(5_100));
    harness.gpu.faults().arm(new InjectedFault.Slow(5_000), "", 9);
    harness.gpu.faults().disarm();
    assertThat(harness.gpu.faults().armed()).isZero();
  }

  @Test
  void aLostDeviceLosesEverythingAndSaysSoOnce() {
    List<String> told = new ArrayList<>();
    harness.gpu.onDeviceLost(told::add);
    harness.gpu.faults().arm(new InjectedFault.DeviceLost("fell off the bus"), "b", 0);
    NodeHarness.Queue a = harness.queue(1, "a");
    NodeHarness.Queue b = harness.queue(0, "b");
    a.submit(spin(1_000));
    harness.step(1);
    b.submit(spin(1));
    b.submit(spin(1));
    harness.step(1);
    assertThat(a.last()).isEqualTo(new Outcome.Lost("device lost: fell off the bus"));
    assertThat(b.ended).hasSize(2).allSatisfy(ended -> assertThat(ended.outcome()).isInstanceOf(Outcome.Lost.class));
    harness.gpu.lose("again");
    assertThat(told).containsExactly("fell off the bus");
    harness.gpu.onDeviceLost(told::add);
    assertThat(told).hasSize(2);
    a.submit(spin(1));
    harness.settle();
    assertThat(a.last()).isInstanceOf(Outcome.Lost.class);
  }

  @Test
  void memoryFreedUnderARunningPacketIsHeldUntilItEnds() {
    Buffer signal = guest.word(1);
    Buffer buffer = guest.buffer(4096);
    NodeHarness.Queue queue = harness.queue(0, "q");
    queue.submit(guest.commands(guest.dispatch("spin", new KernelArguments.Spin(100), signal.address()),
        AqlPacket.Fill.of(buffer.address(), 8, -1, 0)));
    harness.step(0);
    harness.step(50);
    List<String> happened = new ArrayList<>();
    assertThat(guest.process().free(buffer.allocation(), () -> happened.add("released")))
        .isInstanceOf(Result.Ok.class);
    assertThat(happened).isEmpty();
    harness.step(50);
    assertThat(happened).containsExactly("released");
    assertThat(queue.last()).isInstanceOfSatisfying(Outcome.Fault.class,
        fault -> assertThat(fault.kind()).isEqualTo(FaultKind.PAGE_FAULT));
    assertThat(signal.word(0)).isZero();
    assertThat(guest.process().allocate(AllocationRequest.local(4096))).isInstanceOf(Result.Ok.class);
  }

  @Test
  void tooManyPacketsAreOurBug() {
    NodeHarness.Queue queue = harness.queue(0, "q");
    Commands commands = spin(1);
    assertThatThrownBy(() -> {
      for (int i = 0; i < 100; i++) {
        queue.submit(commands);
      }
    }).isInstanceOf(IllegalStateException.class).hasMessageContaining("too many packets");
  }

  @Test
  void closingLosesWhatIsLeft() {
    NodeHarness other = new NodeHarness();
    NodeHarness.Queue queue = other.queue(0, "q");
    Commands commands = other.guest.commands(other.guest.dispatch("spin", new KernelArguments.Spin(1_000_000), 0));
    queue.submit(commands);
    queue.submit(commands);
    other.step(1);
    other.close();
    assertThat(queue.ended).hasSize(2).allSatisfy(ended -> assertThat(ended.outcome()).isEqualTo(new Outcome.Lost(
        "adapter closed")));
  }

  @Test
  void theTimingModelCharges() {
    TimingModel model = new TimingModel(1000, 0.5, 0.25);
    assertThat(model.nanos(100, 40)).isEqualTo(1060);
    assertThat(TimingModel.NONE.nanos(1 << 20, 1 << 20)).isZero();
    assertThat(TimingModel.parse("none")).isEqualTo(TimingModel.NONE);
    assertThat(TimingModel.parse("1000:0.5:0.25")).isEqualTo(model);
    for (String text : List.of("", "1:2", "a:b:c", "-1:0:0", "1:2:3:4", "NaN:0:0")) {
      assertThat(TimingModel.parse(text)).as(text).isNull();
    }
  }

  @Test
  void theClockCannotGoBack() {
    ManualClock clock = new ManualClock(5);
    clock.advance(Duration.ofNanos(3));
    assertThat(clock.nanos()).isEqualTo(8);
    assertThatThrownBy(() -> clock.advanceTo(7)).isInstanceOf(IllegalArgumentException.class);
  }

  private Commands spin(long nanos) {
    return guest.commands(spinPacket(nanos));
  }

  private AqlPacket spinPacket(long nanos) {
    return guest.dispatch("spin", new KernelArguments.Spin(nanos), 0);
  }
}
