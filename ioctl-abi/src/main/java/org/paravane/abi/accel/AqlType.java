package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** Packet types. Source: HSA runtime specification. We execute all but INVALID and AGENT_DISPATCH. */
@CEnum.Spelling(name = "paravane_aql_type", prefix = "PARAVANE_AQL_")
public enum AqlType implements CEnum {
  VENDOR_SPECIFIC(0), //
  INVALID(1), //
  KERNEL_DISPATCH(2), //
  BARRIER_AND(3), //
  AGENT_DISPATCH(4), //
  BARRIER_OR(5);

  private final int value;

  AqlType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
