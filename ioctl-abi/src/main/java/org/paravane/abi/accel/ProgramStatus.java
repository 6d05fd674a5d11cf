package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** What came of loading a program. */
@CEnum.Spelling(name = "paravane_program_status", prefix = "PARAVANE_PROGRAM_")
public enum ProgramStatus implements CEnum {
  /** Its kernels can be dispatched. */
  BUILT(1), //
  /** The compiler refused it; the log says why. */
  BUILD_FAILED(2), //
  /** It was not given to a compiler: the log says why. */
  REFUSED(3);

  private final int value;

  ProgramStatus(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
