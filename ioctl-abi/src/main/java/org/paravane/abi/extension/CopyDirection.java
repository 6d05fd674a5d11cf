package org.paravane.abi.extension;

import org.paravane.abi.CEnum;

/** Where {@link CopyBytes} copies to. */
@CEnum.Spelling(name = "paravane_copy_direction", prefix = "PARAVANE_COPY_")
public enum CopyDirection implements CEnum {
  /** From the allocation to memory of the caller. */
  TO_CALLER(1), //
  /** From memory of the caller to the allocation. */
  FROM_CALLER(2);

  private final int value;

  CopyDirection(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
