package org.paravane.device.conformance;

import org.paravane.device.Bus;
import org.paravane.device.Device;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.Driver;
import org.paravane.device.io.Caller;

/**
 * A driver with the surroundings it needs, made afresh for each check: an empty registry with its bus and class, and a way
 * to plug devices. The checks load the driver themselves.
 */
public interface DriverUnderTest extends AutoCloseable {

  /** The registry, without devices and drivers. */
  DeviceRegistry registry();

  /** The bus that the devices come on. */
  Bus bus();

  /** The class that the driver registers one node per device with. */
  DeviceClass deviceClass();

  /** The driver, always the same one. */
  Driver driver();

  /** Makes device number {@code index} (0…3) appear on the bus; it has been offered to the drivers when this returns. */
  Device plug(int index);

  /** Makes a device vanish without warning; it is off the bus when this returns. */
  default void unplug(Device device) {
    bus().remove(device);
  }

  /** A caller, {@code index} 0…7 for different processes. */
  default Caller caller(int index) {
    return Caller.internal();
  }

  /** A request that the driver does not know, with an argument of 8 bytes. */
  default int unknownRequest() {
    return 0xC008_00FF;
  }

  /** Takes down what {@link #plug} needed. */
  @Override
  default void close() {
    registry().close();
  }
}
