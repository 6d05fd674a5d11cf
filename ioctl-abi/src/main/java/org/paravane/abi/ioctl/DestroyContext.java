package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXDESTROYCONTEXT} (0x05), 4 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_destroycontext", size = 4)
public record DestroyContext(
    Handle context) { // in
}
