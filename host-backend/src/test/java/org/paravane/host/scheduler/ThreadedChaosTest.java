package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Result;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.simulated.InjectedFault;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.engine.simulated.SimulatedGpuOptions;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.linux.LinuxException;

/**
 * Guests that come, misbehave and go, each on a thread of its own, with real engines and real time. One guest behaves, and all
 * of its results must be right.
 */
@Timeout(60)
class ThreadedChaosTest {
  private static final long LIFE_NANOS = 1_200_000_000L;

  private final SimulatedGpu gpu = gpu();
  private final AdapterMemory memory = new AdapterMemory(gpu.localMemory(), 1 << 20);
  private final AdapterScheduler scheduler = AdapterScheduler.start(gpu, SchedulerOptions.defaults()
      .withTimeouts(Duration.ofMillis(5), Duration.ofMillis(250), Duration.ofMillis(100)));
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger hostileLives = new AtomicInteger();
  private final AtomicInteger goodRounds = new AtomicInteger();

  private static SimulatedGpu gpu() {
    try {
      return SimulatedGpu.create(SimulatedGpuOptions.defaults().withNodes(1, 1).withLocalBytes(256 << 20));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aGuestThatBehavesIsRightWhateverTheOthersDo() throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("ThreadedChaosTest seed " + seed);
    List<Thread> threads = new ArrayList<>();
    long until = System.nanoTime() + LIFE_NANOS;
    for (int i = 0; i < 3; i++) {
      Random random = new Random(seed + i);
      threads.add(start(() -> {
        while (System.nanoTime() < until) {
          hostileLife(random);
        }
      }));
    }
    threads.add(start(() -> goodLife(until)));
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(goodRounds.get()).isPositive();
    assertThat(hostileLives.get()).isPositive();
    scheduler.close();
    assertThat(scheduler.figures().contexts()).isZero();
    assertThat(scheduler.figures().packetsInFlight()).isZero();
    assertThat(memory.figures(SegmentGroup.LOCAL).usage()).isZero();
    assertThat(memory.heldAllocations()).isZero();
    assertThat(memory.violations()).isEmpty();
    gpu.close();
  }

  private Thread start(Runnable work) {
    return Thread.ofPlatform().start(() -> {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        failures.add(e);
      }
    });
  }

  private void hostileLife(Random random) {
    TestGuest guest = new TestGuest(gpu, memory, "hostile");
    SchedulerContext context = ok(scheduler.createContext(new ContextSpec("hostile", 0, guest.space(), 0, (c, f) -> {
    })));
    Buffer buffer = guest.buffer(1 << 16);
    MonitoredFence fence = scheduler.createFence(0, null);
    CountDownLatch answered = new CountDownLatch(1);
    int packets = 1 + random.nextInt(10);
    for (int i = 1; i <= packets; i++) {
      Commands commands = switch (random.nextInt(8)) {
        case 0 -> new Commands(0x7000_0000_0000L, 64);
        case 1 -> guest.commands(AqlPacket.Fill.of(0x7000_0000_0000L, 4096, 1, 0));
        case 2 -> guest.commands(
            guest.dispatch("spin", new KernelArguments.Spin(random.nextInt(20_000_000)), 0));
        default -> guest.commands(AqlPacket.Fill.of(buffer.address(), 1 << 16, random.nextInt(), 0));
      };
      Result<Accepted> ignored = context.queue().submit(commands.address(), commands.length(), fence, i);
      assertThat(ignored).isNotNull();
    }
    if (random.nextInt(10) == 0) {
      gpu.faults().arm(random.nextBoolean() ? new InjectedFault.Hang() : new InjectedFault.Fail("chaos"), "hostile", 0);
    }
    if (random.nextInt(3) == 0) {
      ok(guest.process().free(buffer.allocation()));
    }
    ok(scheduler.waitFromCpu(List.of(new SyncPoint(fence, packets)), WaitMode.ALL, result -> answered.countDown()));
    boolean patient = random.nextBoolean();
    if (patient) {
      await(answered);
    }
    CountDownLatch gone = new CountDownLatch(1);
    context.close(() -> guest.process().close(gone::countDown));
    await(gone);
    await(answered);
    hostileLives.incrementAndGet();
  }

  private void goodLife(long until) {
    TestGuest guest = new TestGuest(gpu, memory, "good");
    SchedulerContext context = ok(scheduler.createContext(new ContextSpec("good", 0, guest.space(), 0,
        (c, f) -> failures.add(new AssertionError("the good guest was lost: " + f)))));
    int count = 5_000;
    Buffer x = guest.buffer(4L * count);
    Buffer y = guest.buffer(4L * count);
    Commands fill = guest.commands(AqlPacket.Fill.of(x.address(), 4L * count, Float.floatToIntBits(1), 0));
    Commands saxpy = guest.commands(
        guest.dispatch("saxpy", new KernelArguments.Saxpy(x.address(), y.address(), count, 1, 0), 0));
    MonitoredFence fence = scheduler.createFence(0, null);
    ok(context.queue().submit(fill.address(), fill.length(), null, 0));
    for (int round = 1; System.nanoTime() < until; round++) {
      ok(context.queue().submit(saxpy.address(), saxpy.length(), fence, round));
      CountDownLatch done = new CountDownLatch(1);
      List<WaitResult> results = new ArrayList<>(1);
      ok(scheduler.waitFromCpu(List.of(new SyncPoint(fence, round)), WaitMode.ALL, result -> {
        results.add(result);
        done.countDown();
      }));
      await(done);
      assertThat(results.getFirst()).isInstanceOf(WaitResult.Satisfied.class);
      for (float value : y.floats(count)) {
        if (value != round) {
          throw new AssertionError("wrong result: found=" + value + ", expected=" + round);
        }
      }
      goodRounds.incrementAndGet();
    }
    CountDownLatch gone = new CountDownLatch(1);
    context.close(() -> guest.process().close(gone::countDown));
    await(gone);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody answered");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
