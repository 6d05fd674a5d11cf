package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Why a device is marked as in error. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_device_error_reason", prefix = "D3DKMT_DEVICE_ERROR_REASON_")
public enum DeviceErrorReason implements CEnum {
  GENERIC(0x80000000), //
  DRIVER_ERROR(0x80000006);

  private final int value;

  DeviceErrorReason(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }

  @Override
  public boolean unsigned() {
    return true;
  }
}
