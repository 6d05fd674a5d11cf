package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundRobinPolicyTest {
  private final Rig rig = new Rig();
  private final RoundRobinPolicy policy = new RoundRobinPolicy();
  private final SchedulerContext a = rig.context("a", 0);
  private final SchedulerContext b = rig.context("b", 0);
  private final SchedulerContext c = rig.context("c", 0);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void handsOutInTheOrderOfArrival() {
    policy.ready(b);
    policy.ready(a);
    policy.ready(c);
    assertThat(policy.next()).isEqualTo(b);
    policy.ready(b);
    assertThat(policy.next()).isEqualTo(a);
    assertThat(policy.next()).isEqualTo(c);
    assertThat(policy.next()).isEqualTo(b);
    assertThat(policy.next()).isNull();
  }

  @Test
  void timeMakesNoDifference() {
    policy.ready(a);
    policy.ready(b);
    policy.ran(a, 1_000_000_000);
    assertThat(policy.next()).isEqualTo(a);
  }

  @Test
  void whoIsGoneIsNotHandedOut() {
    policy.ready(a);
    policy.ready(b);
    policy.remove(a);
    policy.remove(c);
    assertThat(policy.next()).isEqualTo(b);
    assertThat(policy.next()).isNull();
  }
}
