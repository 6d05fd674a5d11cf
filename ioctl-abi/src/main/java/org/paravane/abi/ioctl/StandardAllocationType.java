package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Kinds of standard allocations in ioctl 0x06. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_standardallocationtype", prefix = "D3DKMT_STANDARDALLOCATIONTYPE_")
public enum StandardAllocationType implements CEnum {
  EXISTINGHEAP(1), //
  CROSSADAPTER(2);

  private final int value;

  StandardAllocationType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
