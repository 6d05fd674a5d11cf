package org.paravane.abi.wire;

import org.paravane.abi.CEnum;

/** Life of an object of the driver. Source: dxg-vmbus.csv, driver enums. */
@CEnum.Spelling(name = "dxgobjectstate", prefix = "DXGOBJECTSTATE_")
public enum ObjectState implements CEnum {
  CREATED(0), //
  ACTIVE(1), //
  STOPPED(2), //
  DESTROYED(3);

  private final int value;

  ObjectState(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
