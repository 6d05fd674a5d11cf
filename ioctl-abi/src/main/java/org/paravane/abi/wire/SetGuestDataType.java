package org.paravane.abi.wire;

import org.paravane.abi.CEnum;

/** Type of the data in {@link SetGuestDataCommand}. Source: dxg-vmbus-protocol.md section 6. */
@CEnum.Spelling(name = "set_guestdata_type", prefix = "SETGUESTDATA_DATATYPE_")
public enum SetGuestDataType implements CEnum {
  DWORD(0), //
  UINT64(1);

  private final int value;

  SetGuestDataType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
