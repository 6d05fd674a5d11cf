package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.simulated.InjectedFault;
import org.paravane.host.memory.SegmentGroup;

/**
 * Random histories of contexts, queues, fences, faults, closings and resets in virtual time. Whatever happens: every wait
 * whose signal was queued ends, every closed context becomes idle, order in a queue holds, and nothing is left over.
 */
class SchedulerChaosTest {
  private static final long MS = 1_000_000;

  /** A queue, the fence that it alone signals, and the values that it was told to signal. */
  private static final class Lane {
    final WorkQueue queue;
    final MonitoredFence fence;
    long promised;
    long seen;
    boolean closed;

    Lane(WorkQueue queue, MonitoredFence fence) {
      this.queue = queue;
      this.fence = fence;
    }
  }

  private static final class World {
    final Random random;
    final Rig rig = new Rig(SchedulerOptions.defaults()
        .withTimeouts(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(5)).withLimits(4096, 200, 4, 500));
    final List<Lane> lanes = new ArrayList<>();
    final List<SchedulerContext> contexts = new ArrayList<>();
    final Commands fast = rig.spin(1000);
    final Commands slow = rig.spins(20, MS);
    final Commands endless = rig.spin(Long.MAX_VALUE);
    int waitsMade;
    int waitsEnded;
    int closings;
    int idles;
    int orderViolations;

    World(Random random) {
      this.random = random;
    }

    void step() {
      switch (random.nextInt(60)) {
        case 0 -> open();
        case 1 -> addQueue();
        case 2 -> closeSomething();
        case 3 -> rig.gpu.faults().arm(fault(), "", random.nextInt(5));
        case 4 -> someLane().queue.context().fail(FaultKind.INTERNAL, "on purpose");
        case 5, 6, 7, 8 -> rig.advance(random.nextInt((int) (10 * MS)));
        case 9, 10, 11, 12 -> await();
        case 13, 14, 15, 16 -> depend();
        case 17, 18 -> submit(slow);
        case 19 -> submit(random.nextInt(3) == 0 ? endless : fast);
        case 20 -> submit(random.nextInt(3) == 0 ? rig.bad() : fast);
        case 21 -> {
          if (random.nextInt(10) == 0) {
            ok(rig.scheduler.reset("chaos"));
          }
        }
        default -> submit(fast);
      }
      if (random.nextInt(3) == 0) {
        rig.settle();
      }
    }

    private InjectedFault fault() {
      return switch (random.nextInt(5)) {
        case 0 -> new InjectedFault.Fail("chaos");
        case 1 -> new InjectedFault.Hang();
        case 2 -> new InjectedFault.Stuck();
        case 3 -> new InjectedFault.Slow(random.nextInt((int) (30 * MS)));
        default -> new InjectedFault.PageFault(0xdead000);
      };
    }

    private Lane someLane() {
      if (lanes.isEmpty()) {
        open();
      }
      Lane lane = lanes.get(random.nextInt(lanes.size()));
      if (lane.queue.context().state() instanceof ContextState.Lost && random.nextInt(4) == 0) {
        close(lane);
        return someLane();
      }
      return lane;
    }

    private void open() {
      if (contexts.size() < 12) {
        SchedulerContext context = rig.context("c" + rig.clock.nanos(), random.nextInt(3));
        contexts.add(context);
        lanes.add(new Lane(context.queue(), rig.fence()));
      }
    }

    private void addQueue() {
      if (!contexts.isEmpty()) {
        SchedulerContext context = contexts.get(random.nextInt(contexts.size()));
        if (context.createQueue("hw") instanceof Result.Ok<WorkQueue>(WorkQueue queue)) {
          lanes.add(new Lane(queue, rig.fence()));
        }
      }
    }

    private void closeSomething() {
      close(someLane());
    }

    private void close(Lane lane) {
      closings++;
      if (lane.queue == lane.queue.context().queue() || random.nextInt(3) == 0) {
        lane.queue.context().close(() -> idles++);
        contexts.remove(lane.queue.context());
        lanes.stream().filter(other -> other.queue.context() == lane.queue.context())
            .forEach(other -> other.closed = true);
      } else {
        lane.queue.close(() -> idles++);
        lane.closed = true;
      }
      lanes.removeIf(other -> other.closed);
    }

    private void submit(Commands commands) {
      Lane lane = someLane();
      long value = lane.promised + 1;
      lane.promised = value;
      boolean taken = switch (lane.queue.submit(commands.address(), commands.length(), lane.fence, value)) {
        case Result.Ok<Accepted> accepted -> true;
        case Result.Failed<Accepted> failed -> failed.errno() == Errno.ECANCELED;
      };
      if (!taken) {
        lane.promised = value - 1;
        return;
      }
      Result<Accepted> marked = lane.queue.call(() -> {
        orderViolations += lane.seen < value ? 0 : 1;
        lane.seen = value;
      });
      assertThat(marked).isNotNull();
    }

    /** Waits for values that are promised only, so every wait has to end. */
    private void await() {
      Lane lane = someLane();
      if (lane.promised == 0) {
        return;
      }
      Lane second = someLane();
      List<SyncPoint> points = second.promised == 0
          ? List.of(new SyncPoint(lane.fence, lane.promised))
          : List.of(new SyncPoint(lane.fence, lane.promised), new SyncPoint(second.fence, second.promised));
      waitsMade++;
      ok(rig.scheduler.waitFromCpu(points, random.nextBoolean() ? WaitMode.ALL : WaitMode.ANY, result -> waitsEnded++));
    }

    /** Lets a queue wait for another one's promise, only from later to earlier lanes, so that no cycle arises. */
    private void depend() {
      Lane waiter = someLane();
      Lane signaller = someLane();
      if (lanes.indexOf(waiter) > lanes.indexOf(signaller) && signaller.promised > 0) {
        waiter.queue.waitFor(signaller.fence, signaller.promised);
      }
    }

    void finish() {
      for (Lane lane : List.copyOf(lanes)) {
        if (lane.promised > 0) {
          waitsMade++;
          ok(rig.scheduler.waitFromCpu(List.of(new SyncPoint(lane.fence, lane.promised)), WaitMode.ALL,
              result -> waitsEnded++));
        }
      }
      rig.run();
      assertThat(waitsEnded).as("waits that ended").isEqualTo(waitsMade);
      assertThat(rig.scheduler.figures().cpuWaits()).isZero();
      assertThat(rig.scheduler.figures().packetsInFlight()).isZero();
      for (SchedulerContext context : List.copyOf(contexts)) {
        closings++;
        context.close(() -> idles++);
      }
      rig.run();
      assertThat(idles).as("idle reports").isEqualTo(closings);
      assertThat(rig.scheduler.figures().contexts()).isZero();
      assertThat(orderViolations).isZero();
      rig.guest.process().close(() -> idles++);
      assertThat(idles).isEqualTo(closings + 1);
      assertThat(rig.memory.violations()).isEmpty();
      assertThat(rig.memory.figures(SegmentGroup.LOCAL).usage()).isZero();
      assertThat(rig.memory.heldAllocations()).isZero();
      rig.close();
    }
  }

  @Test
  @Timeout(60)
  void everyFenceCompletesWhateverHappens() {
    long seed = System.nanoTime();
    System.out.println("SchedulerChaosTest seed " + seed);
    long done = 0;
    long lost = 0;
    long resets = 0;
    for (int round = 0; round < 60; round++) {
      try {
        World world = new World(new Random(seed + round));
        for (int i = 0; i < 1000; i++) {
          world.step();
        }
        world.finish();
        done += world.rig.scheduler.figures().packetsDone();
        lost += world.rig.scheduler.figures().contextsLost();
        resets += world.rig.scheduler.figures().nodeResets();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed=" + (seed + round), e);
      }
    }
    System.out.println("packets done " + done + ", contexts lost " + lost + ", node resets " + resets);
    assertThat(Math.min(done, Math.min(lost, resets))).as("everything happened").isPositive();
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    List<String> first = history(4711);
    assertThat(history(4711)).isEqualTo(first);
    assertThat(first).isNotEmpty();
  }

  private static List<String> history(long seed) {
    World world = new World(new Random(seed));
    for (int i = 0; i < 300; i++) {
      world.step();
    }
    List<String> log = new ArrayList<>(world.rig.log);
    log.add("end@" + world.rig.clock.nanos() + " " + world.rig.scheduler.figures());
    world.finish();
    return log;
  }
}
