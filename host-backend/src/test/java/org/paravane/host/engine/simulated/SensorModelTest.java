package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.host.engine.SensorReadings;

class SensorModelTest {
  private static final long SECOND = 1_000_000_000L;

  private final SensorModel sensors = new SensorModel(2, 0);

  private static int temperature(SensorReadings readings) {
    return readings.temperatureMillidegrees().orElseThrow();
  }

  @Test
  void anIdleAdapterStaysAsItIs() {
    SensorReadings first = sensors.read(0, 0);
    assertThat(temperature(first)).isEqualTo(39_000);
    assertThat(first.powerMicrowatts()).hasValue(15_000_000);
    assertThat(first.frequencyHz()).hasValue(300_000_000);
    assertThat(sensors.read(1000 * SECOND, 0)).isEqualTo(first);
  }

  @Test
  void powerAndClockFollowUtilisation() {
    SensorReadings half = sensors.read(SECOND, SECOND);
    assertThat(half.powerMicrowatts()).hasValue(45_000_000);
    assertThat(half.frequencyHz()).hasValue(900_000_000);
    SensorReadings full = sensors.read(2 * SECOND, 3 * SECOND);
    assertThat(full.powerMicrowatts()).hasValue(75_000_000);
    assertThat(full.frequencyHz()).hasValue(1_500_000_000);
    assertThat(sensors.read(3 * SECOND, 3 * SECOND).powerMicrowatts()).hasValue(15_000_000);
  }

  @Test
  void theTemperatureLagsBehindAndSettles() {
    int before = temperature(sensors.read(0, 0));
    int soon = temperature(sensors.read(SECOND, 2 * SECOND));
    assertThat(soon).isGreaterThan(before).isLessThan(before + 5_000);
    int last = soon;
    for (long i = 2; i < 20; i++) {
      int next = temperature(sensors.read(i * SECOND, 2L * i * SECOND));
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    assertThat(temperature(sensors.read(1000 * SECOND, 2000 * SECOND))).isEqualTo(75_000);
    assertThat(temperature(sensors.read(1002 * SECOND, 2000 * SECOND))).isBetween(60_000, 74_000);
  }

  @Test
  void readingsThatFollowTooCloselyAreTheSame() {
    SensorReadings first = sensors.read(SECOND, 2 * SECOND);
    assertThat(sensors.read(SECOND + 99_999_999, 2 * SECOND)).isSameAs(first);
    assertThat(sensors.read(SECOND + 100_000_000, 2 * SECOND)).isNotSameAs(first);
  }

  @Test
  void moreThanFullyBusyAndTimeThatStepsBackAreCut() {
    assertThat(sensors.read(SECOND, 100 * SECOND).powerMicrowatts()).hasValue(75_000_000);
    assertThat(sensors.read(2 * SECOND, 50 * SECOND).powerMicrowatts()).hasValue(15_000_000);
  }
}
