package org.paravane.runtime.fake;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.ioctl.DeviceExecutionState;

/** A device: whether it is in error and why. */
public final class FakeDevice {

  /** Why a device is in error. */
  public record Fault(DeviceExecutionState state, long address, String reason) {
    /** An address without memory. */
    public static Fault page(long address, String reason) {
      return new Fault(DeviceExecutionState.ERROR_DMAPAGEFAULT, address, reason);
    }

    /** A packet that makes no sense. */
    public static Fault bad(String reason) {
      return new Fault(DeviceExecutionState.ERROR_DMAFAULT, 0, reason);
    }
  }

  private @Nullable Fault fault;

  void fail(Fault why) {
    if (fault == null) {
      fault = why;
    }
  }

  @Nullable
  Fault fault() {
    return fault;
  }

  @Nullable
  String lossReason() {
    Fault why = fault;
    return why == null ? null : why.reason();
  }
}
