package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Execution state of a device. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_deviceexecution_state", prefix = "D3DKMT_DEVICEEXECUTION_")
public enum DeviceExecutionState implements CEnum {
  ACTIVE(1), //
  RESET(2), //
  HUNG(3), //
  STOPPED(4), //
  ERROR_OUTOFMEMORY(5), //
  ERROR_DMAFAULT(6), //
  ERROR_DMAPAGEFAULT(7);

  private final int value;

  DeviceExecutionState(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
