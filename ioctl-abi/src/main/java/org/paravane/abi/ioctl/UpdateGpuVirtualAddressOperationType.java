package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Operations on GPU virtual addresses. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dddi_updategpuvirtualaddress_operation_type", prefix = "D3DDDI_UPDATEGPUVIRTUALADDRESS_")
public enum UpdateGpuVirtualAddressOperationType implements CEnum {
  MAP(0), //
  UNMAP(1), //
  COPY(2), //
  MAP_PROTECT(3);

  private final int value;

  UpdateGpuVirtualAddressOperationType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
