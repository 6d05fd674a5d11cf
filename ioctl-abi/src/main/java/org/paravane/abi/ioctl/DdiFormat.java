package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Pixel formats; the driver knows one. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dddiformat", prefix = "D3DDDIFMT_")
public enum DdiFormat implements CEnum {
  UNKNOWN(0);

  private final int value;

  DdiFormat(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
