package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** What executes the packets of an adapter. */
@CEnum.Spelling(name = "paravane_engine_kind", prefix = "PARAVANE_ENGINE_")
public enum EngineKind implements CEnum {
  /** A simulation in the host. */
  SIMULATED(1), //
  /** An OpenCL device. */
  OPENCL(2);

  private final int value;

  EngineKind(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
