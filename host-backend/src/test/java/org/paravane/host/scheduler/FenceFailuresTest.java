package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which values of a fence count as failed. */
class FenceFailuresTest {
  private final Rig rig = new Rig();
  private final MonitoredFence fence = rig.fence();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void onlyTheValuesThatTheFailureReachedAreFailed() {
    fence.signal(3, null);
    fence.signal(6, "lost");
    assertThat(fence.failureAt(3)).isNull();
    assertThat(fence.failureAt(4)).isEqualTo("lost");
    assertThat(fence.failureAt(6)).isEqualTo("lost");
    assertThat(fence.failureAt(7)).isNull();
    fence.signal(9, null);
    assertThat(fence.failureAt(5)).isEqualTo("lost");
    assertThat(fence.failureAt(8)).isNull();
  }

  @Test
  void failuresThatFollowOneAnotherAreOneRange() {
    fence.signal(2, "first");
    fence.signal(5, "second");
    assertThat(fence.failureAt(1)).isEqualTo("second");
    assertThat(fence.failureAt(5)).isEqualTo("second");
    fence.signal(6, null);
    fence.signal(8, "third");
    assertThat(fence.failureAt(1)).isNull();
    assertThat(fence.failureAt(7)).isEqualTo("third");
  }

  @Test
  void aFailureBelowTheValueChangesNothing() {
    fence.signal(10, null);
    fence.signal(4, "late");
    assertThat(fence.value()).isEqualTo(10);
    assertThat(fence.failureAt(4)).isNull();
    assertThat(fence.failureAt(10)).isNull();
  }

  @Test
  void rewindingForgetsFailures() {
    fence.signal(5, "lost");
    fence.rewind(2);
    assertThat(fence.value()).isEqualTo(2);
    assertThat(fence.failureAt(2)).isNull();
    fence.signal(4, null);
    assertThat(fence.failureAt(4)).isNull();
  }

  @Test
  void valuesBeyondTheSignAreLarge() {
    fence.signal(-2, "lost");
    assertThat(fence.reached(Long.MAX_VALUE)).isTrue();
    assertThat(fence.failureAt(-2)).isEqualTo("lost");
    assertThat(fence.failureAt(-1)).isNull();
    fence.signal(5, null);
    assertThat(fence.value()).isEqualTo(-2);
  }
}
