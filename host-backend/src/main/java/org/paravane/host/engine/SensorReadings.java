package org.paravane.host.engine;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the sensors of an adapter read at a moment; empty where it has none.
 *
 * @param temperatureMillidegrees of the chip, 1/1000 °C
 * @param powerMicrowatts of the whole adapter
 * @param frequencyHz of the engines' clock now
 */
public record SensorReadings(OptionalInt temperatureMillidegrees, OptionalLong powerMicrowatts,
    OptionalLong frequencyHz) {
  /** An adapter without sensors. */
  public static final SensorReadings NONE = new SensorReadings(OptionalInt.empty(), OptionalLong.empty(),
      OptionalLong.empty());
}
