package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** How {@link KernelArguments.Reduce} combines two values. */
@CEnum.Spelling(name = "paravane_reduce_operation", prefix = "PARAVANE_REDUCE_")
public enum ReduceOperation implements CEnum {
  SUM(0), //
  MINIMUM(1), //
  MAXIMUM(2);

  private final int value;

  ReduceOperation(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
