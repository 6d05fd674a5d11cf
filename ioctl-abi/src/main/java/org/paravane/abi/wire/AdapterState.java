package org.paravane.abi.wire;

import org.paravane.abi.CEnum;

/** Life of an adapter of the driver. Source: dxg-vmbus.csv, driver enums. */
@CEnum.Spelling(name = "dxgadapter_state", prefix = "DXGADAPTER_STATE_")
public enum AdapterState implements CEnum {
  ACTIVE(0), //
  STOPPED(1), //
  WAITING_VMBUS(2);

  private final int value;

  AdapterState(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
