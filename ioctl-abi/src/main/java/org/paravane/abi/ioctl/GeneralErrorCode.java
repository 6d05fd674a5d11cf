package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** General page fault reasons. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "dxgk_general_error_code", prefix = "DXGK_GENERAL_ERROR_")
public enum GeneralErrorCode implements CEnum {
  PAGE_FAULT(0), //
  INVALID_INSTRUCTION(1);

  private final int value;

  GeneralErrorCode(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
