package org.paravane.abi.wire;

import org.paravane.abi.CEnum;

/** Why a device is flushed. Source: dxg-vmbus-protocol.md section 6. */
@CEnum.Spelling(name = "dxgdevice_flushschedulerreason", prefix = "DXGDEVICE_FLUSHSCHEDULER_")
public enum FlushSchedulerReason implements CEnum {
  DEVICE_TERMINATE(4);

  private final int value;

  FlushSchedulerReason(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
