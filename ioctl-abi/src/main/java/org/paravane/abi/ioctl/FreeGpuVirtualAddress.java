package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXFREEGPUVIRTUALADDRESS} (0x20), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_freegpuvirtualaddress", size = 24)
public record FreeGpuVirtualAddress(
    Handle adapter, // in
    @Win(Win.NONE) int reserved,
    long baseAddress, // in
    long size) { // in
}
