package org.paravane.host.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.scheduler.ContextFault;

class DeviceFaultTest {
  @Test
  void eachKindOfFaultHasItsState() {
    Map<FaultKind, DeviceExecutionState> states = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      DeviceFault fault = DeviceFault.of(new ContextFault(kind, 0x1000, "why"));
      states.put(kind, fault.state());
      assertThat(fault.reason()).isEqualTo("why");
      assertThat(fault.address()).isEqualTo(0x1000);
      assertThat(fault.pageFault()).isEqualTo(kind == FaultKind.PAGE_FAULT);
    }

    assertThat(states).containsEntry(FaultKind.PAGE_FAULT, DeviceExecutionState.ERROR_DMAPAGEFAULT)
        .containsEntry(FaultKind.BAD_PACKET, DeviceExecutionState.ERROR_DMAFAULT)
        .containsEntry(FaultKind.TIMEOUT, DeviceExecutionState.HUNG)
        .containsEntry(FaultKind.ENGINE_LOST, DeviceExecutionState.RESET)
        .containsEntry(FaultKind.DEVICE_LOST, DeviceExecutionState.STOPPED)
        .doesNotContainValue(DeviceExecutionState.ACTIVE);
  }

  @Test
  void droppedWorkIsOutOfMemoryOrAFault() {
    assertThat(DeviceFault.ofDroppedWork(NtStatus.NO_MEMORY, "").state())
        .isEqualTo(DeviceExecutionState.ERROR_OUTOFMEMORY);
    assertThat(DeviceFault.ofDroppedWork(NtStatus.INVALID_PARAMETER, "").state())
        .isEqualTo(DeviceExecutionState.ERROR_DMAFAULT);
  }
}
