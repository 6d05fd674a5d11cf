package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** What became of an offered allocation. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dddi_reclaim_result", prefix = "D3DDDI_RECLAIM_RESULT_")
public enum ReclaimResult implements CEnum {
  OK(0), //
  DISCARDED(1), //
  NOT_COMMITTED(2);

  private final int value;

  ReclaimResult(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
