package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXINVALIDATECACHE} (0x24), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_invalidatecache", size = 24)
public record InvalidateCache(
    Handle device, // in
    Handle allocation, // in
    long offset, // in
    long length) { // in
}
