package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Kinds of GDI surfaces. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmdt_gdisurfacetype", prefix = "D3DKMDT_GDISURFACE_")
public enum GdiSurfaceType implements CEnum {
  INVALID(0), //
  TEXTURE(1), //
  STAGING_CPUVISIBLE(2), //
  STAGING(3), //
  LOOKUPTABLE(4), //
  EXISTINGSYSMEM(5), //
  TEXTURE_CPUVISIBLE(6), //
  TEXTURE_CROSSADAPTER(7), //
  TEXTURE_CPUVISIBLE_CROSSADAPTER(8);

  private final int value;

  GdiSurfaceType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
