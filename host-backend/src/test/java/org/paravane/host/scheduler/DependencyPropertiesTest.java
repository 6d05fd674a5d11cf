package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest.Buffer;

/**
 * Random graphs of command buffers over several queues and nodes. Each packet writes when it began and ended; afterwards the
 * times are checked against what queues, waits and engine nodes promise.
 */
class DependencyPropertiesTest {
  private static final long UNIT = 1000;

  /** A command buffer of a few packets; its times are in GPU memory. */
  private static final class Job {
    final int queue;
    final int node;
    final int packets;
    final long nanosPerPacket;
    final List<Job> after = new ArrayList<>();
    final Buffer stamps;
    long fenceValue;

    Job(int queue, int node, int packets, long nanosPerPacket, Buffer stamps) {
      this.queue = queue;
      this.node = node;
      this.packets = packets;
      this.nanosPerPacket = nanosPerPacket;
      this.stamps = stamps;
    }

    long begin(int packet) {
      return stamps.word(16L * packet);
    }

    long end(int packet) {
      return stamps.word(16L * packet + 8);
    }

    long begin() {
      return begin(0);
    }

    long end() {
      return end(packets - 1);
    }
  }

  private record Interval(long begin, long end) {
  }

  @Test
  void timesOfRandomGraphsKeepAllPromises() {
    long seed = System.nanoTime();
    System.out.println("DependencyPropertiesTest seed " + seed);
    for (int round = 0; round < 25; round++) {
      try {
        graph(new Random(seed + round));
      } catch (AssertionError e) {
        throw new AssertionError("seed=" + (seed + round), e);
      }
    }
  }

  private static void graph(Random random) {
    try (Rig rig = new Rig(SchedulerOptions.defaults().withTimeouts(Duration.ofNanos(10 * UNIT), Duration.ofSeconds(10),
        Duration.ofSeconds(1)))) {
      int queueCount = 2 + random.nextInt(5);
      List<WorkQueue> queues = new ArrayList<>();
      List<MonitoredFence> fences = new ArrayList<>();
      for (int q = 0; q < queueCount; q++) {
        queues.add(rig.context("c" + q, random.nextInt(2)).queue());
        fences.add(rig.fence());
      }
      List<Job> jobs = submit(rig, random, queues, fences);
      rig.run();
      assertThat(rig.log).as("no context is lost").isEmpty();
      durations(jobs);
      queuesAreInOrder(jobs, queueCount);
      waitsAreKept(jobs);
      nodesDoOneThingAtATime(jobs);
      busyTimesAddUp(rig, jobs, queues);
    }
  }

  private static List<Job> submit(Rig rig, Random random, List<WorkQueue> queues, List<MonitoredFence> fences) {
    List<Job> jobs = new ArrayList<>();
    long[] values = new long[queues.size()];
    for (int i = 0; i < 60; i++) {
      int q = random.nextInt(queues.size());
      WorkQueue queue = queues.get(q);
      int packets = 1 + random.nextInt(8);
      Job job = new Job(q, queue.context().node(), packets, UNIT * (1 + random.nextInt(6)),
          rig.guest.buffer(16L * packets));
      for (int d = random.nextInt(3); d > 0 && !jobs.isEmpty(); d--) {
        Job before = jobs.get(random.nextInt(jobs.size()));
        job.after.add(before);
        ok(queue.waitFor(fences.get(before.queue), before.fenceValue));
      }
      job.fenceValue = ++values[q];
      AqlPacket[] commands = new AqlPacket[packets];
      for (int p = 0; p < packets; p++) {
        commands[p] = rig.guest.dispatch("spin", new KernelArguments.Spin(job.nanosPerPacket), 0)
            .withTimestampAddress(job.stamps.address() + 16L * p);
      }
      rig.submit(queue, rig.guest.commands(commands), fences.get(q), job.fenceValue);
      jobs.add(job);
      if (random.nextInt(4) == 0) {
        rig.advance(random.nextInt((int) (20 * UNIT)));
      }
    }
    return jobs;
  }

  private static void durations(List<Job> jobs) {
    for (Job job : jobs) {
      for (int p = 0; p < job.packets; p++) {
        assertThat(job.end(p) - job.begin(p)).isEqualTo(job.nanosPerPacket);
        if (p > 0) {
          assertThat(job.begin(p)).isGreaterThanOrEqualTo(job.end(p - 1));
        }
      }
    }
  }

  private static void queuesAreInOrder(List<Job> jobs, int queueCount) {
    for (int q = 0; q < queueCount; q++) {
      long end = 0;
      for (Job job : jobs) {
        if (job.queue == q) {
          assertThat(job.begin()).isGreaterThanOrEqualTo(end);
          end = job.end();
        }
      }
    }
  }

  private static void waitsAreKept(List<Job> jobs) {
    for (Job job : jobs) {
      for (Job before : job.after) {
        assertThat(job.begin()).isGreaterThanOrEqualTo(before.end());
      }
    }
  }

  private static void nodesDoOneThingAtATime(List<Job> jobs) {
    for (int node = 0; node < 2; node++) {
      List<Interval> intervals = new ArrayList<>();
      for (Job job : jobs) {
        for (int p = 0; p < job.packets && job.node == node; p++) {
          intervals.add(new Interval(job.begin(p), job.end(p)));
        }
      }
      intervals.sort(Comparator.comparingLong(Interval::begin));
      for (int i = 1; i < intervals.size(); i++) {
        assertThat(intervals.get(i).begin()).isGreaterThanOrEqualTo(intervals.get(i - 1).end());
      }
    }
  }

  private static void busyTimesAddUp(Rig rig, List<Job> jobs, List<WorkQueue> queues) {
    long[] busy = new long[queues.size()];
    long total = 0;
    for (Job job : jobs) {
      busy[job.queue] += job.packets * job.nanosPerPacket;
      total += job.packets * job.nanosPerPacket;
    }
    for (int q = 0; q < busy.length; q++) {
      assertThat(queues.get(q).context().figures().busyNanos()).as("busy time of queue %d", q).isEqualTo(busy[q]);
    }
    assertThat(rig.scheduler.nodeFigures().stream().mapToLong(NodeFigures::busyNanos).sum()).isEqualTo(total);
    assertThat(rig.scheduler.figures().packetsDone()).isEqualTo(jobs.size());
  }

  /** With work for one node always at hand, the node is never idle. */
  @Test
  void aNodeIsNeverIdleWhileSomebodyHasWork() {
    try (Rig rig = new Rig(SchedulerOptions.defaults().withTimeouts(Duration.ofNanos(5 * UNIT), Duration.ofSeconds(10),
        Duration.ofSeconds(1)))) {
      long total = 0;
      for (int c = 0; c < 5; c++) {
        WorkQueue queue = rig.context("c" + c, 0).queue();
        for (int i = 0; i < 10; i++) {
          int packets = 1 + (c + i) % 4;
          rig.submit(queue, rig.spins(packets, UNIT * (1 + c)));
          total += packets * UNIT * (1 + c);
        }
      }
      rig.run();
      assertThat(rig.clock.nanos()).isEqualTo(total);
      assertThat(rig.scheduler.nodeFigures().getFirst().busyNanos()).isEqualTo(total);
    }
  }
}
