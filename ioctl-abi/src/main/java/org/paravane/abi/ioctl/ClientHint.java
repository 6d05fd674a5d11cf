package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/**
 * Which API a client speaks; the first name is spelled as the header has it. Source: d3dkmt-abi.md section 5.
 */
@CEnum.Spelling(name = "d3dkmt_clienthint", prefix = "D3DKMT_CLIENTHINT_")
public enum ClientHint implements CEnum {
  UNKNOWN(0, "D3DKMT_CLIENTHNT_UNKNOWN"), //
  OPENGL(1), //
  CDD(2), //
  DX7(7), //
  DX8(8), //
  DX9(9), //
  DX10(10);

  private final int value;
  private final String cName;

  ClientHint(int value) {
    this.value = value;
    this.cName = CEnum.super.cName();
  }

  ClientHint(int value, String cName) {
    this.value = value;
    this.cName = cName;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public int value() {
    return value;
  }
}
