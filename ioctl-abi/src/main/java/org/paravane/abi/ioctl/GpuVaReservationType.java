package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** What a reserved GPU virtual address range answers. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dddigpuva_reservation_type", prefix = "D3DDDIGPUVA_RESERVE_", windows = "D3DDDIGPUVIRTUALADDRESS_RESERVATION_TYPE")
public enum GpuVaReservationType implements CEnum {
  NO_ACCESS(0), //
  ZERO(1), //
  NO_COMMIT(2);

  private final int value;

  GpuVaReservationType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
