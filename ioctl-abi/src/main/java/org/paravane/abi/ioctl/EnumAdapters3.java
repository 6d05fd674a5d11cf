package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXENUMADAPTERS3} (0x3e), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_enumadapters3", size = 24)
public record EnumAdapters3(
    EnumAdaptersFilter filter, // in
    @Win("NumAdapters") int adapterCount, // in, out
    @Win(Win.NONE) int reserved,
    @Pointer(AdapterInfo.class) long adapters) { // in
  public EnumAdapters3 withAdapterCount(int adapterCount) {
    return new EnumAdapters3(filter, adapterCount, reserved, adapters);
  }
}
