package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.host.Results.ok;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SteppedSchedulerTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void nothingHappensUntilItIsStepped() {
    WorkQueue queue = rig.context("c", 0).queue();
    rig.mark(queue, "done");
    assertThat(rig.log).isEmpty();
    rig.settle();
    assertThat(rig.log).containsExactly("done@0");
  }

  @Test
  void timePassesExactlyAsFarAsAsked() {
    WorkQueue queue = rig.context("c", 0).queue();
    rig.submit(queue, rig.spin(100));
    rig.submit(queue, rig.spin(100));
    rig.mark(queue, "done");
    rig.advance(199);
    assertThat(rig.clock.nanos()).isEqualTo(199);
    assertThat(rig.log).isEmpty();
    rig.advance(1);
    assertThat(rig.log).containsExactly("done@200");
    rig.advance(0);
    assertThat(rig.clock.nanos()).isEqualTo(200);
  }

  @Test
  void runningUntilIdleStopsWhenNothingIsPending() {
    WorkQueue queue = rig.context("c", 0).queue();
    rig.submit(queue, rig.spin(1234));
    assertThat(rig.stepped.runUntilIdle(Duration.ofSeconds(1))).isTrue();
    assertThat(rig.clock.nanos()).isEqualTo(1234);
    assertThat(rig.stepped.runUntilIdle(Duration.ZERO)).isTrue();
  }

  @Test
  void runningUntilIdleGivesUpAtItsLimit() {
    WorkQueue queue = rig.context("c", 0).queue();
    rig.submit(queue, rig.spins(1000, 1_000_000));
    assertThat(rig.stepped.runUntilIdle(Duration.ofMillis(10))).isFalse();
    assertThat(rig.clock.nanos()).isLessThanOrEqualTo(10_000_000);
  }

  @Test
  void whatACallbackAsksForHappensInTheSameStep() {
    WorkQueue queue = rig.context("c", 0).queue();
    MonitoredFence fence = rig.fence();
    ok(queue.call(() -> ok(queue.signal(fence, 1))));
    rig.await("w", WaitMode.ALL, new SyncPoint(fence, 1));
    rig.settle();
    assertThat(rig.log).containsExactly("w satisfied@0");
  }

  @Test
  void aFullStepRingIsOurBugForWhatMustNotBeRefused() {
    try (Rig small = new Rig(SchedulerOptions.defaults().withLimits(4, 10, 1, 1))) {
      SchedulerContext context = small.context("c", 0);
      small.settle();
      for (int i = 0; i < 4; i++) {
        ok(context.queue().call(() -> {
        }));
      }
      assertThatThrownBy(() -> context.close(() -> {
      })).isInstanceOf(IllegalStateException.class).hasMessageContaining("stepped scheduler is full");
      small.settle();
    }
  }

  @Test
  void optionsAreChecked() {
    SchedulerOptions options = SchedulerOptions.defaults();
    assertThatThrownBy(() -> options.withLimits(100, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withLimits(64, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withLimits(64, 1, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withLimits(64, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withPacketsInFlight(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(options.withPublishWait(Duration.ofMillis(7)).publishWait()).isEqualTo(Duration.ofMillis(7));
    assertThat(options.withTimeouts(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3)))
        .satisfies(changed -> {
          assertThat(changed.quantum()).isEqualTo(Duration.ofMillis(1));
          assertThat(changed.packetTimeout()).isEqualTo(Duration.ofMillis(2));
          assertThat(changed.cancelGrace()).isEqualTo(Duration.ofMillis(3));
          assertThat(changed.ringSlots()).isEqualTo(options.ringSlots());
        });
  }
}
