package org.paravane.device;

import java.util.Optional;

/** Where a device is between being announced and being removed. */
public sealed interface DeviceState {

  /** Known, but not ready to be probed. */
  record Announced() implements DeviceState {
  }

  /** Without driver; why the last probe did not bind, if there was one. */
  record Unbound(Optional<ProbeResult> lastResult) implements DeviceState {
  }

  /** Without driver until something else is there. */
  record Deferred(String driver, String reason) implements DeviceState {
  }

  /** In the hands of a driver's probe. */
  record Probing(String driver) implements DeviceState {
  }

  /** Served by a driver. */
  record Bound(String driver) implements DeviceState {
  }

  /** On its way out of a driver. */
  record Unbinding(String driver) implements DeviceState {
  }

  /** Off its bus; final. */
  record Removed() implements DeviceState {
  }
}
