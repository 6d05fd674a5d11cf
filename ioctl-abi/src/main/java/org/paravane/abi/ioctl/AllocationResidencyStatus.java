package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Where an allocation is. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_allocationresidencystatus", prefix = "D3DKMT_ALLOCATIONRESIDENCYSTATUS_")
public enum AllocationResidencyStatus implements CEnum {
  RESIDENTINGPUMEMORY(1), //
  RESIDENTINSHAREDMEMORY(2), //
  NOTRESIDENT(3);

  private final int value;

  AllocationResidencyStatus(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
