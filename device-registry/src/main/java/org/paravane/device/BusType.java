package org.paravane.device;

import java.util.List;
import java.util.Map;
import org.paravane.device.attribute.AttributeGroup;

/** What is particular to one kind of bus. */
public interface BusType {

  /** The name, {@code vmbus} for instance. */
  String name();

  /** Whether a driver is for a device; by default, when they have an id in common. A driver override is decided before. */
  default boolean matches(Device device, Driver driver) {
    return device.ids().stream().anyMatch(driver.ids()::contains);
  }

  /** Variables that every uevent of a device carries, MODALIAS for instance. Must not fail. */
  default Map<String, String> ueventVariables(Device device) {
    return Map.of();
  }

  /** Attributes that every device of the bus has. */
  default List<AttributeGroup> deviceGroups(Device device) {
    return List.of();
  }

  /**
   * A driver has put a device off. Who knows that time alone may help asks again with {@link Bus#retryDeferred}, later and from
   * another thread: the device is locked. Must not fail.
   */
  default void deferred(Device device) {
  }

  /** A bus of that name that matches by id and adds nothing. */
  static BusType named(String name) {
    return () -> name;
  }
}
