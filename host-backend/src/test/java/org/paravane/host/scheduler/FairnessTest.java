package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.paravane.host.TestGuest.Commands;

/** Who runs when several want to. */
class FairnessTest {
  private static final long MS = 1_000_000;

  @Test
  void contextsTakeTurnsPacketByPacket() {
    try (Rig rig = new Rig()) {
      WorkQueue a = rig.context("a", 0).queue();
      WorkQueue b = rig.context("b", 0).queue();
      MonitoredFence gate = rig.fence();
      ok(a.waitFor(gate, 1));
      ok(b.waitFor(gate, 1));
      for (int i = 0; i < 4; i++) {
        rig.submit(a, rig.spin(10));
        rig.mark(a, "a" + i);
      }
      for (int i = 0; i < 4; i++) {
        rig.submit(b, rig.spin(10));
        rig.mark(b, "b" + i);
      }
      ok(rig.scheduler.signal(gate, 1));
      rig.run();
      assertThat(rig.log).containsExactly("a0@10", "b0@20", "a1@30", "b1@40", "a2@50", "b2@60", "a3@70", "b3@80");
    }
  }

  @Test
  void aFloodOfPacketsDelaysAnotherContextByWhatIsInFlightOnly() {
    try (Rig rig = new Rig()) {
      WorkQueue flood = rig.context("flood", 0).queue();
      Commands commands = rig.spin(1000);
      for (int i = 0; i < 1000; i++) {
        rig.submit(flood, commands);
      }
      rig.advance(500);
      WorkQueue small = rig.context("small", 0).queue();
      rig.submit(small, rig.spin(10));
      rig.mark(small, "small");
      rig.advance(20_000);
      assertThat(rig.log).containsExactly("small@8010");
    }
  }

  @Test
  void aLongCommandBufferYieldsAfterItsQuantumWhenOthersWait() {
    try (Rig rig = new Rig(
        SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(10), Duration.ofSeconds(2), Duration.ofMillis(5)))) {
      SchedulerContext greedy = rig.context("greedy", 0);
      SchedulerContext small = rig.context("small", 0);
      rig.submit(greedy.queue(), rig.spins(1000, MS));
      rig.mark(greedy.queue(), "greedy");
      rig.advance(3 * MS);
      rig.submit(small.queue(), rig.spin(MS));
      rig.mark(small.queue(), "small");
      rig.run();
      assertThat(rig.log).hasSize(2);
      assertThat(rig.log.getFirst()).isEqualTo("small@" + 11 * MS);
      assertThat(rig.log.getLast()).isEqualTo("greedy@" + 1001 * MS);
      assertThat(greedy.figures().preemptions()).isPositive();
      assertThat(greedy.figures().busyNanos()).isEqualTo(1000 * MS);
    }
  }

  @Test
  void longPacketsOfALoneContextGiveWayAfterItsQuantum() {
    try (Rig rig = new Rig(
        SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(10), Duration.ofSeconds(2), Duration.ofMillis(5)))) {
      WorkQueue lone = rig.context("lone", 0).queue();
      Commands nineMillis = rig.spin(9 * MS);
      for (int i = 0; i < 20; i++) {
        rig.submit(lone, nineMillis);
      }
      rig.advance(MS);
      WorkQueue small = rig.context("small", 0).queue();
      rig.submit(small, rig.spin(MS));
      rig.mark(small, "small");
      rig.mark(lone, "lone");
      rig.run();
      assertThat(rig.log).containsExactly("small@" + 19 * MS, "lone@" + 181 * MS);
    }
  }

  @Test
  void twoGreedyContextsShareTheNodeEvenly() {
    try (Rig rig = new Rig(
        SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(10), Duration.ofSeconds(2), Duration.ofMillis(5)))) {
      SchedulerContext a = rig.context("a", 0);
      SchedulerContext b = rig.context("b", 0);
      Commands commands = rig.spins(2000, MS / 2);
      rig.submit(a.queue(), commands);
      rig.submit(b.queue(), commands);
      rig.advance(1000 * MS);
      rig.settle();
      double share = (double) a.figures().busyNanos() / (a.figures().busyNanos() + b.figures().busyNanos());
      assertThat(share).isBetween(0.45, 0.55);
    }
  }

  @Test
  void aPreemptedQueueKeepsTheOrderOfItsPackets() {
    try (Rig rig = new Rig(
        SchedulerOptions.defaults().withTimeouts(Duration.ofMillis(1), Duration.ofSeconds(2), Duration.ofMillis(5)))) {
      WorkQueue a = rig.context("a", 0).queue();
      WorkQueue b = rig.context("b", 0).queue();
      for (int i = 0; i < 5; i++) {
        rig.submit(a, rig.spins(10, MS / 2));
        rig.mark(a, "a" + i);
        rig.submit(b, rig.spins(10, MS / 2));
        rig.mark(b, "b" + i);
      }
      rig.run();
      assertThat(rig.log).hasSize(10);
      assertThat(rig.log.stream().filter(line -> line.startsWith("a")).map(line -> line.substring(0, 2)))
          .containsExactly("a0", "a1", "a2", "a3", "a4");
      assertThat(rig.log.stream().filter(line -> line.startsWith("b")).map(line -> line.substring(0, 2)))
          .containsExactly("b0", "b1", "b2", "b3", "b4");
      assertThat(rig.clock.nanos()).isEqualTo(50 * MS);
    }
  }

  @Test
  void nodesDoNotWaitForOneAnother() {
    try (Rig rig = new Rig()) {
      WorkQueue a = rig.context("a", 0).queue();
      WorkQueue b = rig.context("b", 1).queue();
      rig.submit(a, rig.spin(1000));
      rig.mark(a, "a");
      rig.submit(b, rig.spin(1000));
      rig.mark(b, "b");
      rig.run();
      assertThat(rig.log).containsExactly("a@1000", "b@1000");
    }
  }

  @Test
  void anotherPolicyDecidesOtherwise() {
    List<String> ran = new ArrayList<>();
    try (Rig rig = new Rig(SchedulerOptions.defaults().withPolicy(() -> new ByPriority(ran)))) {
      WorkQueue low = rig.context("low", 0, -1).queue();
      WorkQueue high = rig.context("high", 0, 5).queue();
      rig.submit(rig.context("first", 0).queue(), rig.spins(2, 5));
      rig.submit(low, rig.spin(10));
      rig.submit(low, rig.spin(10));
      rig.mark(low, "low");
      rig.submit(high, rig.spin(10));
      rig.submit(high, rig.spin(10));
      rig.mark(high, "high");
      rig.run();
      assertThat(rig.log.getFirst()).startsWith("high");
      assertThat(ran).containsExactlyInAnyOrder("first 10", "low 10", "low 10", "high 10", "high 10");
    }
  }

  private static final class ByPriority implements SchedulingPolicy {
    private final List<SchedulerContext> waiting = new ArrayList<>();
    private final List<String> ran;

    ByPriority(List<String> ran) {
      this.ran = ran;
    }

    @Override
    public void ready(SchedulerContext context) {
      waiting.add(context);
    }

    @Override
    public @Nullable SchedulerContext next() {
      SchedulerContext best = waiting.stream().max(Comparator.comparingInt(SchedulerContext::priority)).orElse(null);
      waiting.remove(best);
      return best;
    }

    @Override
    public void remove(SchedulerContext context) {
      waiting.remove(context);
    }

    @Override
    public void ran(SchedulerContext context, long nanos) {
      ran.add(context + " " + nanos);
    }
  }
}
