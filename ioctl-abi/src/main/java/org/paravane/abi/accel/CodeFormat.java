package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** What the code of a program is. */
@CEnum.Spelling(name = "paravane_code_format", prefix = "PARAVANE_CODE_")
public enum CodeFormat implements CEnum {
  /** OpenCL C source, UTF-8 or ASCII, without a zero at the end. */
  OPENCL_C(1), //
  /** A SPIR-V module, where the device takes it. */
  SPIR_V(2);

  private final int value;

  CodeFormat(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
