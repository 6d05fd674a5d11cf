package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.memory.AddressRequest;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.AllocationRequest;
import org.paravane.host.memory.GpuProtection;
import org.paravane.host.memory.MapRequest;
import org.paravane.host.memory.ReservationKind;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.linux.LinuxException;

/** Engine nodes with threads, in real time. */
@Timeout(30)
class SimulatedGpuThreadsTest {
  private record Packet(long sequence, long address, int lengthBytes, int resumeOffset) implements EnginePacket {
    @Override
    public long firstStartNanos() {
      return Long.MIN_VALUE;
    }
  }

  private final BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(1000);
  private SimulatedGpu gpu;
  private AdapterMemory memory;
  private TestGuest guest;

  @BeforeEach
  void open() throws LinuxException {
    gpu = SimulatedGpu.create(SimulatedGpuOptions.defaults().withNodes(2, 1).withLocalBytes(64 << 20));
    memory = new AdapterMemory(gpu.localMemory(), 1 << 20);
    guest = new TestGuest(gpu, memory, "guest");
  }

  @AfterEach
  void close() {
    gpu.close();
  }

  @Test
  void workIsDoneAndReported() throws InterruptedException {
    Buffer buffer = guest.buffer(1 << 20);
    Buffer signal = guest.word(1);
    submit(queue(0), 0, guest.commands(AqlPacket.Fill.of(buffer.address(), 1 << 20, 0x11223344, signal.address())));
    assertThat(outcomes.take()).isInstanceOf(Outcome.Done.class);
    assertThat(signal.word(0)).isZero();
    assertThat(buffer.word((1 << 20) - 8)).isEqualTo(0x1122334411223344L);
  }

  @Test
  void spinTakesRealTime() throws InterruptedException {
    submit(queue(0), 0, spin(20_000_000));
    Outcome.Done done = (Outcome.Done) outcomes.take();
    assertThat(done.endNanos() - done.startNanos()).isBetween(20_000_000L, 2_000_000_000L);
  }

  @Test
  void anEndlessPacketIsCancelledPromptly() throws InterruptedException {
    EngineQueue queue = queue(0);
    submit(queue, 0, spin(Long.MAX_VALUE));
    assertThat(outcomes.poll(20, TimeUnit.MILLISECONDS)).isNull();
    long begin = System.nanoTime();
    queue.cancel("timeout");
    assertThat(outcomes.take()).isInstanceOf(Outcome.Cancelled.class);
    assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
  }

  @Test
  void aLongComputationIsCancelledInTheMiddle() throws InterruptedException {
    int size = 1024;
    Buffer matrices = guest.buffer(3L * 4 * size * size);
    long a = matrices.address();
    AqlPacket multiply = guest.dispatch("sgemm", new KernelArguments.Sgemm(a, a + 4L * size * size,
        a + 8L * size * size, size, size, size, 1, 0, 0), 0);
    AqlPacket[] many = new AqlPacket[200];
    Arrays.fill(many, multiply);
    EngineQueue queue = queue(0);
    submit(queue, 0, guest.commands(many));
    assertThat(outcomes.poll(10, TimeUnit.MILLISECONDS)).isNull();
    queue.cancel("enough");
    assertThat(outcomes.poll(2, TimeUnit.SECONDS)).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void aStuckNodeIsResetAndWorksAgain() throws InterruptedException {
    gpu.faults().arm(new InjectedFault.Stuck(), "stuck", 0);
    EngineQueue stuck = gpu.nodes().getFirst().openQueue("stuck", guest.space());
    submit(stuck, 0, spin(1));
    stuck.cancel("please");
    assertThat(outcomes.poll(20, TimeUnit.MILLISECONDS)).satisfiesAnyOf(
        outcome -> assertThat(outcome).isNull(), outcome -> assertThat(outcome).isInstanceOf(Outcome.Cancelled.class));
    gpu.nodes().getFirst().reset("stuck");
    submit(queue(0), 0, spin(1));
    assertThat(outcomes.take()).isInstanceOfAny(Outcome.Lost.class, Outcome.Done.class, Outcome.Cancelled.class);
  }

  @Test
  void closingEndsWhatRuns() throws InterruptedException {
    submit(queue(0), 0, spin(Long.MAX_VALUE));
    submit(queue(1), 0, spin(Long.MAX_VALUE));
    assertThat(outcomes.poll(5, TimeUnit.MILLISECONDS)).isNull();
    gpu.close();
    assertThat(outcomes.take()).isInstanceOf(Outcome.Lost.class);
    assertThat(outcomes.take()).isInstanceOf(Outcome.Lost.class);
  }

  /**
   * One thread maps, unmaps and frees what two engines fill. Whatever an engine writes lands in memory that still belongs to
   * this guest: the neighbour, who gets the freed pages, always finds zeros.
   */
  @Test
  void unmappingAndFreeingUnderRunningEnginesNeverHitsTheNextOwner() throws InterruptedException {
    TestGuest neighbour = new TestGuest(gpu, memory, "neighbour");
    long base = gpu.description().lowestAddress() + (1L << 30);
    long size = 256 * 1024;
    ok(guest.space().reserve(AddressRequest.at(base, size), ReservationKind.NO_ACCESS));
    AtomicBoolean stop = new AtomicBoolean();
    MemorySegment local = Objects.requireNonNull(gpu.localMemory().hostView());
    List<Thread> fillers = new ArrayList<>();
    int[] done = new int[2];
    int[] faulted = new int[2];
    for (int node = 0; node < 2; node++) {
      fillers.add(filler(node, base, size, stop, done, faulted));
    }
    long until = System.nanoTime() + 700_000_000L;
    int rounds = 0;
    while (System.nanoTime() < until) {
      Allocation target = ok(guest.process().allocate(AllocationRequest.local(size)));
      ok(guest.space().map(new MapRequest(AddressRequest.at(base, size), target, 0, GpuProtection.READ_WRITE)));
      Thread.onSpinWait();
      ok(guest.process().free(target));
      Allocation fresh = ok(neighbour.process().allocate(AllocationRequest.local(size)));
      for (var run : fresh.runs()) {
        for (long at = 0; at < run.bytes(); at += 4096) {
          assertThat(local.get(ValueLayout.JAVA_LONG_UNALIGNED, run.offset() + at)).isZero();
        }
      }
      ok(neighbour.process().free(fresh));
      rounds++;
    }
    stop.set(true);
    for (Thread filler : fillers) {
      filler.join();
    }
    assertThat(outcomes).as("anything but done and page faults").isEmpty();
    assertThat(rounds).isPositive();
    assertThat(done[0] + done[1]).as("fills that succeeded").isPositive();
    assertThat(faulted[0] + faulted[1]).as("fills that faulted").isPositive();
    assertThat(memory.violations()).isEmpty();
    assertThat(memory.heldAllocations()).isZero();
    assertThat(neighbour.process().figures(SegmentGroup.LOCAL).usage()).isLessThan(size * 2);
  }

  private Thread filler(int node, long base, long size, AtomicBoolean stop, int[] done, int[] faulted) {
    Commands commands = guest.commands(AqlPacket.Fill.of(base, size, -1, 0));
    return Thread.ofPlatform().start(() -> {
      BlockingQueue<Outcome> mine = new ArrayBlockingQueue<>(1);
      while (!stop.get()) {
        EngineQueue queue = gpu.nodes().get(node).openQueue("filler", guest.space());
        queue.submit(new Packet(0, commands.address(), commands.length(), 0), (sequence, outcome) -> mine.add(outcome));
        try {
          Outcome outcome = mine.take();
          if (outcome instanceof Outcome.Fault fault && fault.kind() == FaultKind.PAGE_FAULT) {
            faulted[node]++;
          } else if (outcome instanceof Outcome.Done) {
            done[node]++;
          } else {
            outcomes.add(outcome);
          }
        } catch (InterruptedException e) {
          return;
        }
        queue.close();
      }
    });
  }

  private EngineQueue queue(int node) {
    return gpu.nodes().get(node).openQueue("test", guest.space());
  }

  private void submit(EngineQueue queue, long sequence, Commands commands) {
    queue.submit(new Packet(sequence, commands.address(), commands.length(), 0),
        (number, outcome) -> outcomes.add(outcome));
  }

  private Commands spin(long nanos) {
    return guest.commands(guest.dispatch("spin", new KernelArguments.Spin(nanos), 0));
  }
}
