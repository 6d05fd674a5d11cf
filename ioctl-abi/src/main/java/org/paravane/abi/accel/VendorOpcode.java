package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** What a vendor-specific packet does. */
@CEnum.Spelling(name = "paravane_vendor_opcode", prefix = "PARAVANE_VENDOR_")
public enum VendorOpcode implements CEnum {
  COPY(1), //
  FILL(2), //
  TIMESTAMP(3), //
  LOAD_PROGRAM(4), //
  UNLOAD_PROGRAM(5);

  private final int value;

  VendorOpcode(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
