package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Which state of a device is asked for. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_devicestate_type", prefix = "D3DKMT_DEVICESTATE_")
public enum DeviceStateType implements CEnum {
  EXECUTION(1), //
  PRESENT(2), //
  RESET(3), //
  PRESENT_DWM(4), //
  PAGE_FAULT(5), //
  PRESENT_QUEUE(6);

  private final int value;

  DeviceStateType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
