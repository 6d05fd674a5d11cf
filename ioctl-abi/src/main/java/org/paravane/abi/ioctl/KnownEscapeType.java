package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Escapes that the driver understands itself. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dddi_knownescapetype", prefix = "D3DDDI_DRIVERESCAPETYPE_")
public enum KnownEscapeType implements CEnum {
  TRANSLATEALLOCATIONHANDLE(0), //
  TRANSLATERESOURCEHANDLE(1), //
  CPUEVENTUSAGE(2), //
  BUILDTESTCOMMANDBUFFER(3);

  private final int value;

  KnownEscapeType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
