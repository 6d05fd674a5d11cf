package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Kinds of escapes. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_escapetype", prefix = "D3DKMT_ESCAPE_")
public enum EscapeType implements CEnum {
  DRIVERPRIVATE(0), //
  VIDMM(1), //
  VIDSCH(3), //
  DEVICE(4), //
  DRT_TEST(8);

  private final int value;

  EscapeType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
