package org.paravane.guest.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a device does, told from its attributes.
 *
 * @param device   its name, or that of a bus device without a driver
 * @param state    what it says of itself
 * @param problems what is not well, nothing if all is
 */
public record Health(String device, Optional<String> state, List<String> problems) {

  public Health {
    problems = List.copyOf(problems);
  }

  public boolean isWell() {
    return problems.isEmpty();
  }

  /** A bus device that should have become an accelerator. */
  public static Health unbound(String device) {
    return new Health(device, Optional.of("unbound"), List.of("no driver is bound"));
  }

  /** Asks what is needed to tell, and no more. */
  public static Health of(ObservedDevice device) {
    List<String> problems = new ArrayList<>();
    Optional<String> state = device.text(DeviceKeys.STATE);
    if (state.isEmpty()) {
      problems.add("device does not tell its state");
    } else if (!state.get().equals("active")) {
      problems.add("state=" + state.get());
    }
    OptionalLong used = device.number(DeviceKeys.LOCAL_USED);
    OptionalLong limit = device.number(DeviceKeys.LOCAL_LIMIT);
    if (used.isEmpty() || limit.isEmpty()) {
      problems.add("host does not answer: asked=memory");
    } else if (used.getAsLong() > limit.getAsLong()) {
      problems.add("memory over its limit: used=" + used.getAsLong() + ", limit=" + limit.getAsLong());
    }
    OptionalLong celsius = device.number(DeviceKeys.MILLI_CELSIUS);
    OptionalLong critical = device.number(DeviceKeys.MILLI_CELSIUS_CRITICAL);
    if (celsius.isPresent() && critical.isPresent() && celsius.getAsLong() >= critical.getAsLong()) {
      problems.add("too hot: millicelsius=" + celsius.getAsLong() + ", critical=" + critical.getAsLong());
    }
    return new Health(device.name(), state, problems);
  }
}
