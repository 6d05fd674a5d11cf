package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.simulated.InjectedFault;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.engine.simulated.SimulatedGpuOptions;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.linux.LinuxException;

/** The scheduler with its thread and engines with theirs, in real time. */
@Timeout(30)
class SchedulerThreadTest {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final SimulatedGpu gpu = gpu();
  private final AdapterMemory memory = new AdapterMemory(gpu.localMemory(), 1 << 20);

  private static SimulatedGpu gpu() {
    try {
      return SimulatedGpu.create(SimulatedGpuOptions.defaults().withNodes(2, 1).withLocalBytes(256 << 20));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  private AdapterScheduler start(SchedulerOptions options) {
    AdapterScheduler scheduler = AdapterScheduler.start(gpu, options);
    open.add(scheduler);
    return scheduler;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    gpu.close();
  }

  @Test
  void severalGuestsComputeAtOnceAndEachGetsItsOwnResult() throws InterruptedException {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults());
    int guests = 4;
    int rounds = 50;
    AtomicInteger wrong = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int g = 0; g < guests; g++) {
      int number = g;
      threads.add(Thread.ofPlatform().start(() -> {
        for (int round = 0; round < rounds; round++) {
          wrong.addAndGet(saxpyOnce(scheduler, number, round) ? 0 : 1);
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).hasValue(0);
    assertThat(scheduler.figures().packetsDone()).isEqualTo(2L * guests * rounds);
    assertThat(memory.violations()).isEmpty();
    assertThat(memory.figures(SegmentGroup.LOCAL).usage()).isZero();
  }

  private boolean saxpyOnce(AdapterScheduler scheduler, int number, int round) {
    TestGuest guest = new TestGuest(gpu, memory, "guest " + number);
    int count = 20_000;
    Buffer x = guest.buffer(4L * count);
    Buffer y = guest.buffer(4L * count);
    SchedulerContext context = ok(
        scheduler.createContext(new ContextSpec("guest " + number, round % 2, guest.space(), 0,
            (lost, fault) -> {
            })));
    MonitoredFence fence = scheduler.createFence(0, null);
    Commands fill = guest.commands(
        guest.dispatch("fill", new KernelArguments.Fill(x.address(), count, Float.floatToIntBits(number + 1), 0), 0));
    Commands saxpy = guest.commands(
        guest.dispatch("saxpy", new KernelArguments.Saxpy(x.address(), y.address(), count, round, 0), 0));
    ok(context.queue().submit(fill.address(), fill.length(), null, 0));
    ok(context.queue().submit(saxpy.address(), saxpy.length(), fence, 1));
    boolean right = await(scheduler, fence, 1) instanceof WaitResult.Satisfied;
    float[] result = y.floats(count);
    for (float value : result) {
      right &= value == (float) round * (number + 1);
    }
    CountDownLatch idle = new CountDownLatch(1);
    context.close(() -> guest.process().close(idle::countDown));
    try {
      return right && idle.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static WaitResult await(AdapterScheduler scheduler, MonitoredFence fence, long value) {
    BlockingQueue<WaitResult> results = new ArrayBlockingQueue<>(1);
    ok(scheduler.waitFromCpu(List.of(new SyncPoint(fence, value)), WaitMode.ALL, results::add));
    try {
      WaitResult result = results.poll(10, TimeUnit.SECONDS);
      return result == null ? new WaitResult.Failed(Errno.ETIMEDOUT, "no answer") : result;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyPacketsFlowThroughOneQueueInOrder() {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults());
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    Buffer signal = guest.word(20_000);
    Commands commands = guest.commands(AqlPacket.BarrierAnd.of(signal.address()));
    WorkQueue queue = ok(scheduler.createContext(new ContextSpec("c", 0, guest.space(), 0, (c, f) -> {
    }))).queue();
    MonitoredFence fence = scheduler.createFence(0, null);
    for (int i = 1; i <= 20_000;) {
      if (queue.submit(commands.address(), commands.length(), fence, i) instanceof Result.Ok<Accepted>) {
        i++;
      } else {
        Thread.onSpinWait();
      }
    }
    assertThat(await(scheduler, fence, 20_000)).isInstanceOf(WaitResult.Satisfied.class);
    assertThat(signal.word(0)).isZero();
  }

  @Test
  void aGuestSeesTheFenceWordWithoutAsking() {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults());
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    MemorySegment word = Arena.ofShared().allocate(8, 8);
    Buffer buffer = guest.buffer(4096);
    Commands commands = guest.commands(AqlPacket.Fill.of(buffer.address(), 4096, 3, 0));
    WorkQueue queue = ok(scheduler.createContext(new ContextSpec("c", 2, guest.space(), 0, (c, f) -> {
    }))).queue();
    ok(queue.submit(commands.address(), commands.length(), scheduler.createFence(0, word), 1));
    var handle = ValueLayout.JAVA_LONG.varHandle();
    while ((long) handle.getAcquire(word, 0L) != 1) {
      Thread.onSpinWait();
    }
    assertThat(buffer.word(4088)).isEqualTo(0x0000_0003_0000_0003L);
  }

  @Test
  void anEndlessPacketTimesOutInRealTimeWhileAnotherGuestComputes() {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(5),
        Duration.ofMillis(400), Duration.ofMillis(200)));
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    AtomicReference<ContextFault> fault = new AtomicReference<>();
    SchedulerContext endless = ok(scheduler.createContext(new ContextSpec("endless", 0, guest.space(), 0,
        (c, f) -> fault.set(f))));
    MonitoredFence fence = scheduler.createFence(0, null);
    Commands spin = guest.commands(guest.dispatch("spin", new KernelArguments.Spin(Long.MAX_VALUE), 0));
    ok(endless.queue().submit(spin.address(), spin.length(), fence, 1));
    assertThat(saxpyOnce(scheduler, 1, 2)).isTrue();
    assertThat(await(scheduler, fence, 1)).isInstanceOfSatisfying(WaitResult.Failed.class,
        failed -> assertThat(failed.reason()).startsWith("timeout: context=endless"));
    assertThat(fault.get().kind()).isEqualTo(FaultKind.TIMEOUT);
  }

  @Test
  void aStuckPacketIsRecoveredFromInRealTime() {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(5),
        Duration.ofMillis(300), Duration.ofMillis(50)));
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    gpu.faults().arm(new InjectedFault.Stuck(), "stuck", 0);
    SchedulerContext stuck = ok(scheduler.createContext(new ContextSpec("stuck", 0, guest.space(), 0, (c, f) -> {
    })));
    MonitoredFence fence = scheduler.createFence(0, null);
    Commands spin = guest.commands(guest.dispatch("spin", new KernelArguments.Spin(1), 0));
    ok(stuck.queue().submit(spin.address(), spin.length(), fence, 1));
    assertThat(await(scheduler, fence, 1)).isInstanceOf(WaitResult.Failed.class);
    assertThat(scheduler.figures().nodeResets()).isOne();
    assertThat(saxpyOnce(scheduler, 1, 2)).isTrue();
  }

  @Test
  void aLostDeviceFailsWhatIsPending() {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults());
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    SchedulerContext context = ok(scheduler.createContext(new ContextSpec("c", 0, guest.space(), 0, (c, f) -> {
    })));
    MonitoredFence fence = scheduler.createFence(0, null);
    Commands spin = guest.commands(guest.dispatch("spin", new KernelArguments.Spin(Long.MAX_VALUE), 0));
    ok(context.queue().submit(spin.address(), spin.length(), fence, 1));
    gpu.lose("unplugged");
    assertThat(await(scheduler, fence, 1)).isInstanceOf(WaitResult.Failed.class);
  }

  @Test
  void whatIsPublishedWhileAnotherThreadIsAboutToStopIsDoneToo() throws InterruptedException {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults());
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    AtomicInteger late = new AtomicInteger();
    List<Thread> publishers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      WorkQueue queue = ok(scheduler.createContext(new ContextSpec("c" + i, 0, guest.space(), 0, (c, f) -> {
      }))).queue();
      publishers.add(Thread.ofPlatform().start(() -> {
        for (int round = 0; round < 100_000 && late.get() == 0; round++) {
          AtomicBoolean called = new AtomicBoolean();
          ok(queue.call(() -> called.set(true)));
          long begin = System.nanoTime();
          while (!called.get() && late.get() == 0) {
            if (System.nanoTime() - begin > 5_000_000_000L) {
              late.incrementAndGet();
            }
            Thread.onSpinWait();
          }
        }
      }));
    }
    for (Thread publisher : publishers) {
      publisher.join();
    }
    assertThat(late).hasValue(0);
  }

  @Test
  void aSubmitterIsTurnedAwayAfterABoundedWaitWhenTheSchedulerDoesNotKeepUp() throws InterruptedException {
    AdapterScheduler scheduler = start(
        SchedulerOptions.defaults().withLimits(16, 4096, 4, 64).withPublishWait(Duration.ofMillis(20)));
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    WorkQueue queue = ok(scheduler.createContext(new ContextSpec("c", 0, guest.space(), 0, (c, f) -> {
    }))).queue();
    MonitoredFence fence = scheduler.createFence(0, null);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    // A callback may run in the thread that published it: another one than this.
    Thread publisher = Thread.ofPlatform().start(() -> ok(queue.call(() -> {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    })));
    entered.await();
    Result<Accepted> last = Result.ok(Accepted.ACCEPTED);
    long begin = System.nanoTime();
    for (int i = 1; i < 40 && last instanceof Result.Ok<Accepted>; i++) {
      last = queue.signal(fence, i);
    }
    assertThat(errno(last)).isEqualTo(Errno.EBUSY);
    assertThat(reason(last)).contains("waited=20 ms");
    assertThat(System.nanoTime() - begin).isBetween(19_000_000L, 5_000_000_000L);
    CountDownLatch idle = new CountDownLatch(1);
    Thread closer = Thread.ofPlatform().start(() -> queue.context().close(idle::countDown));
    release.countDown();
    closer.join();
    publisher.join();
    assertThat(idle.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callbacksMayAskTheSchedulerForMoreEvenWhenItsRingIsFull() throws InterruptedException {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults().withLimits(8, 4096, 4, 64));
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    CountDownLatch idle = new CountDownLatch(20);
    List<SchedulerContext> contexts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      contexts.add(ok(scheduler.createContext(new ContextSpec("c" + i, 0, guest.space(), 0, (c, f) -> {
      }))));
    }
    ok(contexts.getFirst().queue().call(() -> contexts.forEach(context -> context.close(idle::countDown))));
    assertThat(idle.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(scheduler.figures().contexts()).isZero();
  }

  @Test
  void whoIsToldThatAContextIsGoneDoesNotFindItInTheFigures() throws InterruptedException {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults());
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    SchedulerContext context = ok(scheduler.createContext(new ContextSpec("c", 0, guest.space(), 0, (c, f) -> {
    })));
    BlockingQueue<Integer> seen = new ArrayBlockingQueue<>(1);
    context.close(() -> seen.add(scheduler.figures().contexts()));
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void closingTheSchedulerEndsEndlessWorkAndPendingWaits() throws InterruptedException {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults());
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    SchedulerContext context = ok(scheduler.createContext(new ContextSpec("c", 0, guest.space(), 0, (c, f) -> {
    })));
    Commands spin = guest.commands(guest.dispatch("spin", new KernelArguments.Spin(Long.MAX_VALUE), 0));
    ok(context.queue().submit(spin.address(), spin.length(), null, 0));
    MonitoredFence fence = scheduler.createFence(0, null);
    BlockingQueue<WaitResult> results = new ArrayBlockingQueue<>(1);
    ok(scheduler.waitFromCpu(List.of(new SyncPoint(fence, 1)), WaitMode.ALL, results::add));
    scheduler.close();
    assertThat(results.take()).isInstanceOfSatisfying(WaitResult.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.ENODEV));
    assertThat(errno(scheduler.signal(List.of(new SyncPoint(fence, 1)), false, () -> {
    }))).isEqualTo(Errno.ENODEV);
    CountDownLatch idle = new CountDownLatch(1);
    context.close(idle::countDown);
    assertThat(idle.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void severalSubmittersShareOneSchedulerWithoutLosingAnything() throws InterruptedException {
    AdapterScheduler scheduler = start(SchedulerOptions.defaults().withLimits(64, 4096, 4, 64));
    TestGuest guest = new TestGuest(gpu, memory, "guest");
    int submitters = 4;
    int each = 3_000;
    List<MonitoredFence> fences = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int s = 0; s < submitters; s++) {
      MonitoredFence fence = scheduler.createFence(0, null);
      fences.add(fence);
      WorkQueue queue = ok(scheduler.createContext(new ContextSpec("c" + s, 0, guest.space(), 0, (c, f) -> {
      }))).queue();
      threads.add(Thread.ofPlatform().start(() -> {
        for (int i = 1; i <= each;) {
          i += queue.signal(fence, i) instanceof Result.Ok<Accepted> ? 1 : 0;
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (MonitoredFence fence : fences) {
      assertThat(await(scheduler, fence, each)).isInstanceOf(WaitResult.Satisfied.class);
    }
  }
}
