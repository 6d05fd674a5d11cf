package org.paravane.host.engine.simulated;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.paravane.host.engine.SensorReadings;

/**
 * What the sensors of a simulated adapter would read: everything follows from how long its nodes worked since the last
 * reading. Power and clock rise with utilisation in a straight line; the temperature approaches what that power leads to, with
 * the lag of a heat sink. No noise: the same work gives the same readings.
 */
final class SensorModel {
  private static final long AMBIENT_MILLIDEGREES = 30_000;
  private static final long IDLE_MICROWATTS = 15_000_000;
  private static final long WORK_MICROWATTS = 60_000_000; // more, with all nodes at work
  private static final double MILLIDEGREES_PER_MICROWATT = 0.0006;
  private static final long IDLE_HZ = 300_000_000;
  private static final long WORK_HZ = 1_200_000_000; // more
  private static final double LAG_NANOS = 10e9;
  private static final long SHORTEST_WINDOW_NANOS = 100_000_000;

  private final int nodes;
  private long atNanos;
  private long busyNanos;
  private double temperature;
  private SensorReadings last;

  /** An adapter that has been idle for long. */
  SensorModel(int nodes, long nowNanos) {
    this.nodes = nodes;
    this.atNanos = nowNanos;
    this.temperature = settled(IDLE_MICROWATTS);
    this.last = readings(0);
  }

  private static double settled(double microwatts) {
    return AMBIENT_MILLIDEGREES + MILLIDEGREES_PER_MICROWATT * microwatts;
  }

  private static double power(double utilisation) {
    return IDLE_MICROWATTS + utilisation * WORK_MICROWATTS;
  }

  /**
   * Reads the sensors. Readings that follow too closely are the same ones.
   *
   * @param totalBusyNanos what all nodes together have worked since the beginning
   */
  synchronized SensorReadings read(long nowNanos, long totalBusyNanos) {
    long window = nowNanos - atNanos;
    if (window < SHORTEST_WINDOW_NANOS) {
      return last;
    }
    double utilisation = Math.clamp((totalBusyNanos - busyNanos) / ((double) window * nodes), 0.0, 1.0);
    temperature += (settled(power(utilisation)) - temperature) * -Math.expm1(-window / LAG_NANOS);
    atNanos = nowNanos;
    busyNanos = totalBusyNanos;
    last = readings(utilisation);
    return last;
  }

  private SensorReadings readings(double utilisation) {
    return new SensorReadings(OptionalInt.of((int) Math.round(temperature)),
        OptionalLong.of(Math.round(power(utilisation))), OptionalLong.of(Math.round(IDLE_HZ + utilisation * WORK_HZ)));
  }
}
