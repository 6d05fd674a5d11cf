package org.paravane.guest.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
  private static final Offset<Double> NEAR = Offset.offset(1e-9);
  private final FakeTree fake;

  SampleTest(@TempDir Path directory) {
    fake = new FakeTree(directory).device(0, "aaaaaaaa-0000-0000-0000-000000000001");
  }

  private Sample at(long nanos) {
    return Sample.of(new MountedTree(fake.root()).devices().getFirst(), nanos);
  }

  private FakeTree busy(long compute, long copy) {
    return fake.attribute(0, "engines/node0/busy_ns", Long.toString(compute)).attribute(0, "engines/node1_busy_ns",
        Long.toString(copy));
  }

  @Test
  void busyTimeIsCountedByEngine() {
    busy(100, 20);
    assertThat(at(0).engineNanos()).containsEntry("node0", 100L).containsEntry("node1", 20L).hasSize(2);
    assertThat(at(0).busyNanos()).hasValue(120);
  }

  @Test
  void sharesAreOfTheTimeBetweenTwoLooksAndOfAllEngines() {
    busy(100, 0);
    Sample before = at(1000);
    busy(500, 100);
    assertThat(at(2000).busyShareSince(before).orElseThrow()).isEqualTo(500.0 / 1000 / 2, NEAR);
  }

  @Test
  void sharesStayBetweenNothingAndAll() {
    busy(500, 0);
    Sample before = at(1000);
    busy(100, 0);
    assertThat(at(2000).busyShareSince(before)).as("a counter stepped back").hasValue(0);
    busy(1_000_000, 0);
    assertThat(at(2000).busyShareSince(before)).as("a long packet ended").hasValue(1);
  }

  @Test
  void whatIsNotToldHasNoShare() {
    Sample before = at(1000);
    assertThat(at(2000).busyShareSince(before)).isEmpty();
    busy(5, 0);
    assertThat(at(2000).busyShareSince(before)).as("was not known before").isEmpty();
    assertThat(at(2000).busyShareSince(at(2000))).as("no time passed").isEmpty();
  }

  @Test
  void clientsHaveTheirOwnShares() {
    fake.client(0, 1, 10, "a", "drm-engine-compute: 100 ns");
    Sample before = at(1000);
    fake.client(0, 1, 10, "a", "drm-engine-compute: 600 ns").client(0, 2, 11, "b", "drm-engine-compute: 1 ns");
    Sample now = at(2000);
    assertThat(now.busyShareSince(before, now.clients().getFirst()).orElseThrow()).isEqualTo(0.25, NEAR);
    assertThat(now.busyShareSince(before, now.clients().getLast())).as("was not there before").isEmpty();
  }

  @Test
  void ratesAreBySecond() {
    Sample before = at(0);
    fake.attribute(0, "usage/calls", "30");
    assertThat(at(500_000_000).rateSince(before, DeviceKeys.CALLS).orElseThrow()).isEqualTo(40, NEAR);
    assertThat(at(500_000_000).rateSince(before, DeviceKeys.OPENS)).as("unknown").isEmpty();
  }
}
