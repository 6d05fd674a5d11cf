package org.paravane.runtime;

import java.util.Optional;
import org.paravane.abi.CEnum;
import org.paravane.abi.ioctl.DeviceExecutionState;

/**
 * Why work was lost: the state of the device and what the host says of it. A fault costs the queue that ran into it; what was
 * submitted there and is not done will never be.
 *
 * @param executionState number of the execution state that the device is in
 * @param address GPU virtual address that was at fault, 0 if none was
 * @param reason in {@code lower case: key=value} form
 */
public record ContextFault(int executionState, long address, String reason) {

  /** The state by its name, empty for a number that we do not know. */
  public Optional<DeviceExecutionState> state() {
    return CEnum.of(DeviceExecutionState.class, executionState);
  }

  /** Whether an address was at fault. */
  public boolean isPageFault() {
    return executionState == DeviceExecutionState.ERROR_DMAPAGEFAULT.value();
  }

  /** The name of the state, or its number. */
  String stateText() {
    return state().map(Enum::name).orElse(Integer.toString(executionState));
  }
}
