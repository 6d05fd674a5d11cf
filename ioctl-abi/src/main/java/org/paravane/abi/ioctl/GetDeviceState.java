package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.Win;
import org.paravane.abi.query.DevicePresentQueueState;
import org.paravane.abi.query.DevicePresentState;
import org.paravane.abi.query.DevicePresentStateDwm;

/** Argument of {@code LX_DXGETDEVICESTATE} (0x0e), 56 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_getdevicestate", size = 56)
public record GetDeviceState(
    Handle device, // in
    @Enumerated(DeviceStateType.class) int stateType, // in
    @Union({
        @Member(name = "execution_state", type = DeviceExecutionState.class),
        @Member(name = "reset_state", type = DeviceResetState.class),
        @Member(name = "page_fault_state", type = DevicePageFaultState.class),
        @Member(name = "alignment", type = byte.class, character = true, length = 48, win = Win.NONE),
        @Member(type = DevicePresentState.class, win = "PresentState"),
        @Member(type = DevicePresentStateDwm.class, win = "PresentStateDWM"),
        @Member(type = DevicePresentQueueState.class, win = "PresentQueueState")}) Bytes state) { // out
  /** The bytes of the union as {@code execution_state}. */
  public int executionState() {
    return state.u32(0);
  }

  /** The same with {@code execution_state} in the union and zeros behind it. */
  public GetDeviceState withExecutionState(int executionState) {
    return new GetDeviceState(device, stateType, Bytes.zero(48).withU32(0, executionState));
  }

  /** The bytes of the union as {@code reset_state}. */
  public DeviceResetState resetState() {
    return state.as(DeviceResetState.class);
  }

  /** The same with {@code reset_state} in the union and zeros behind it. */
  public GetDeviceState withResetState(DeviceResetState resetState) {
    return new GetDeviceState(device, stateType, Bytes.of(resetState, 48));
  }

  /** The bytes of the union as {@code page_fault_state}. */
  public DevicePageFaultState pageFaultState() {
    return state.as(DevicePageFaultState.class);
  }

  /** The same with {@code page_fault_state} in the union and zeros behind it. */
  public GetDeviceState withPageFaultState(DevicePageFaultState pageFaultState) {
    return new GetDeviceState(device, stateType, Bytes.of(pageFaultState, 48));
  }
}
