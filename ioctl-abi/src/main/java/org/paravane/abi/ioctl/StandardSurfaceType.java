package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Kinds of standard surfaces in host messages. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmdt_standardallocationtype", prefix = "D3DKMDT_STANDARDALLOCATION_")
public enum StandardSurfaceType implements CEnum {
  SHAREDPRIMARYSURFACE(1), //
  SHADOWSURFACE(2), //
  STAGINGSURFACE(3), //
  GDISURFACE(4);

  private final int value;

  StandardSurfaceType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
