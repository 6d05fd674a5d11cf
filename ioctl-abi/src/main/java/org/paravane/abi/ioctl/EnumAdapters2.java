package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXENUMADAPTERS2} (0x14), 16 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_enumadapters2", size = 16)
public record EnumAdapters2(
    int numAdapters, // in, out
    @Win(Win.NONE) int reserved,
    @Pointer(AdapterInfo.class) long adapters) { // in
  public EnumAdapters2 withNumAdapters(int numAdapters) {
    return new EnumAdapters2(numAdapters, reserved, adapters);
  }
}
