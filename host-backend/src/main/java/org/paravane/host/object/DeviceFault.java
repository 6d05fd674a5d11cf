package org.paravane.host.object;

import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.scheduler.ContextFault;

/**
 * Why a device is in error; what GETDEVICESTATE answers.
 *
 * @param state the execution state that it has since
 * @param pageFault whether an address was at fault
 * @param address GPU virtual address concerned, 0 if none
 * @param reason for people
 */
public record DeviceFault(DeviceExecutionState state, boolean pageFault, long address, String reason) {

  /** The fault of a device whose context was lost. */
  public static DeviceFault of(ContextFault fault) {
    return new DeviceFault(stateFor(fault.kind()), fault.kind() == FaultKind.PAGE_FAULT, fault.address(),
        fault.reason());
  }

  /** Work that nobody waits for and that could not be taken: because a limit was met, or because it made no sense. */
  public static DeviceFault ofDroppedWork(NtStatus status, String reason) {
    boolean outOfMemory = status.equals(NtStatus.NO_MEMORY);
    return new DeviceFault(outOfMemory ? DeviceExecutionState.ERROR_OUTOFMEMORY : DeviceExecutionState.ERROR_DMAFAULT,
        false, 0, reason);
  }

  private static DeviceExecutionState stateFor(FaultKind kind) {
    return switch (kind) {
      case PAGE_FAULT -> DeviceExecutionState.ERROR_DMAPAGEFAULT;
      case BAD_PACKET, BAD_KERNEL, BAD_KERNARG, INJECTED, INTERNAL -> DeviceExecutionState.ERROR_DMAFAULT;
      case TIMEOUT -> DeviceExecutionState.HUNG;
      case ENGINE_LOST -> DeviceExecutionState.RESET;
      case DEVICE_LOST -> DeviceExecutionState.STOPPED;
    };
  }
}
