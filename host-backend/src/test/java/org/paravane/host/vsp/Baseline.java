package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.paravane.host.object.ObjectCounts;

/** What a host looks like when nobody uses it. */
final class Baseline {
  private Baseline() {
  }

  /** Kills the last guest and checks that the host has nothing of it any more. */
  static void afterDeathOf(FakeGuest guest, SteppedAdapter host) {
    deathOf(guest, host);
    isReached(host);
  }

  /** Kills a guest of several and checks that no object and no region of it is left. */
  static void deathOf(FakeGuest guest, SteppedAdapter host) {
    guest.die();
    host.finish();
    assertThat(guest.vsp().partition().counts()).isEqualTo(ObjectCounts.none());
    assertThat(guest.connection().retainedRegions()).as("regions kept").isZero();
  }

  /** Checks that no partition has anything on the adapter. */
  static void isReached(SteppedAdapter host) {
    assertThat(host.memoryInUse()).as("bytes in use").isZero();
    assertThat(host.adapter().memory().violations()).isEmpty();
    assertThat(host.adapter().memory().heldAllocations()).as("allocations held").isZero();
    assertThat(host.adapter().scheduler().figures().contexts()).as("contexts").isZero();
    assertThat(host.adapter().scheduler().figures().cpuWaits()).as("cpu waits").isZero();
  }
}
