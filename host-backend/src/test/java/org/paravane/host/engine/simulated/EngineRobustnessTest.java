package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.host.Results.ok;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.AllocationRequest;
import org.paravane.host.memory.MapRequest;
import org.paravane.host.memory.MemoryRun;
import org.paravane.host.memory.PageStore;
import org.paravane.linux.LinuxException;

/** Whatever goes wrong under an engine, the packet ends with a reason and the engine goes on. */
class EngineRobustnessTest {
  private final NodeHarness harness = new NodeHarness();

  @AfterEach
  void close() {
    harness.close();
  }

  /** Guest memory whose mapping can disappear, as when a connection breaks. */
  private static final class VanishingStore implements PageStore {
    final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(8192, 4096);

    @Override
    public long capacityBytes() {
      return 8192;
    }

    @Override
    public MemorySegment hostView() {
      return memory;
    }

    @Override
    public Result<Long> grow(long bytes) {
      return Result.ok(8192L);
    }

    @Override
    public Result<Long> discard(long offset, long bytes) {
      return Result.ok(bytes);
    }
  }

  private long mapped(VanishingStore store) {
    Allocation existing = ok(harness.guest.process().allocate(AllocationRequest.existing(8192, false)));
    ok(harness.guest.process().addExistingPages(existing, new MemoryRun(store, 0, 8192)));
    return ok(harness.guest.space().map(MapRequest.of(existing)));
  }

  private void expectInternalFault(AqlPacket packet) {
    Outcome outcome = harness.run(harness.guest.commands(packet));
    assertThat(outcome).isInstanceOfSatisfying(Outcome.Fault.class, fault -> {
      assertThat(fault.kind()).isEqualTo(FaultKind.INTERNAL);
      assertThat(fault.reason()).startsWith("engine failed: context=test");
    });
  }

  @Test
  void memoryThatVanishedIsAFaultOfThatPacketOnly() {
    VanishingStore store = new VanishingStore();
    long base = mapped(store);
    Buffer signal = harness.guest.word(1);
    assertThat(harness.run(harness.guest.commands(AqlPacket.Fill.of(base, 8192, 1, 0))))
        .isInstanceOf(Outcome.Done.class);
    store.arena.close();
    expectInternalFault(AqlPacket.Fill.of(base, 8192, 1, signal.address()));
    expectInternalFault(harness.guest.dispatch("saxpy", new KernelArguments.Saxpy(base, signal.address(), 1, 1, 0), 0));
    expectInternalFault(AqlPacket.KernelDispatch.of(harness.gpu.kernels().byName("fill").orElseThrow().kernelObject(),
        base, 1, 0));
    expectInternalFault(AqlPacket.BarrierAnd.of(0, base));
    assertThat(signal.word(0)).isOne();
    assertThat(harness.run(harness.guest.commands(AqlPacket.BarrierAnd.of(signal.address())))).isInstanceOf(
        Outcome.Done.class);
    assertThat(signal.word(0)).isZero();
  }

  @Test
  void aSignalThatVanishesWhileThePacketRunsIsAFault() {
    VanishingStore store = new VanishingStore();
    long base = mapped(store);
    NodeHarness.Queue queue = harness.queue(0, "test");
    queue.submit(harness.guest.commands(harness.guest.dispatch("spin", new KernelArguments.Spin(100), base)));
    harness.step(10);
    store.arena.close();
    harness.step(100);
    assertThat(queue.last()).isInstanceOfSatisfying(Outcome.Fault.class,
        fault -> assertThat(fault.kind()).isEqualTo(FaultKind.INTERNAL));
  }

  @Test
  void signalsAndTimestampsAcrossAPageBoundaryOfTwoMappingsWork() {
    Buffer two = harness.guest.buffer(2 * 4096);
    long reversed = harness.guest.mapReversed(two);
    Outcome outcome = harness.run(harness.guest.commands(
        harness.guest.dispatch("spin", new KernelArguments.Spin(7), 0).withTimestampAddress(reversed + 4096 - 8)));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    long begin = two.word(4096 + 4096 - 8);
    long end = two.word(0);
    assertThat(end - begin).isEqualTo(7);
  }

  @Test
  void packetsMayLieAcrossMappings() {
    Buffer pages = harness.guest.buffer(2 * 4096);
    long reversed = harness.guest.mapReversed(pages);
    Buffer marks = harness.guest.buffer(4096);
    // the last packet of the first mapping and the first of the second
    AqlPacket.Fill.of(marks.address(), 8, 1, 0).write(pages.memory(), 4096 + 4096 - 64);
    AqlPacket.Fill.of(marks.address() + 8, 8, 2, 0).write(pages.memory(), 0);
    NodeHarness.Queue queue = harness.queue(0, "test");
    queue.submit(new Commands(reversed + 4096 - 64, 128));
    harness.settle();
    assertThat(queue.last()).isInstanceOf(Outcome.Done.class);
    assertThat(marks.word(0)).isEqualTo(0x0000_0001_0000_0001L);
    assertThat(marks.word(8)).isEqualTo(0x0000_0002_0000_0002L);
  }

  @Test
  void aPacketIsReadWhenItsTurnComesNotWhenItIsSubmitted() {
    Buffer page = harness.guest.buffer(4096);
    Buffer mark = harness.guest.buffer(4096);
    harness.guest.dispatch("spin", new KernelArguments.Spin(100), 0).write(page.memory(), 0);
    AqlPacket.Fill.of(mark.address(), 8, 1, 0).write(page.memory(), 64);
    NodeHarness.Queue queue = harness.queue(0, "test");
    queue.submit(new Commands(page.address(), 128));
    harness.step(0);
    AqlPacket.Fill.of(mark.address(), 8, 2, 0).write(page.memory(), 64);
    harness.settle();
    assertThat(mark.word(0)).isEqualTo(0x0000_0002_0000_0002L);
  }

  @Test
  void aPacketCannotChangeUnderItself() {
    // the packet's own bytes are its destination: it works on its copy
    Buffer page = harness.guest.buffer(4096);
    AqlPacket.Fill.of(page.address(), 4096, -1, 0).write(page.memory(), 0);
    NodeHarness.Queue queue = harness.queue(0, "test");
    queue.submit(new Commands(page.address(), 64));
    harness.settle();
    assertThat(queue.last()).isInstanceOf(Outcome.Done.class);
    assertThat(page.word(4088)).isEqualTo(-1);
  }

  @Test
  void impossibleOptionsAreOurBug() {
    SimulatedGpuOptions options = SimulatedGpuOptions.defaults();
    List<Runnable> bad = new ArrayList<>();
    bad.add(() -> options.withNodes(0, 1));
    bad.add(() -> options.withNodes(1, -1));
    bad.add(() -> options.withNodes(30, 3));
    bad.add(() -> options.withLocalBytes(0));
    bad.add(() -> new TimingModel(-1, 0, 0));
    bad.add(() -> new TimingModel(0, Double.NaN, 0));
    for (Runnable attempt : bad) {
      assertThatThrownBy(attempt::run).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(options.withName("x").name()).isEqualTo("x");
    assertThat(options.withTiming(new TimingModel(1, 0, 0)).timing().nanosPerPacket()).isOne();
  }

  @Test
  void aGpuWithThreadsIsNotStepped() throws LinuxException {
    try (SimulatedGpu threaded = SimulatedGpu.create(SimulatedGpuOptions.defaults().withLocalBytes(1 << 20))) {
      assertThatThrownBy(() -> threaded.advance(0)).isInstanceOf(IllegalStateException.class);
    }
  }
}
