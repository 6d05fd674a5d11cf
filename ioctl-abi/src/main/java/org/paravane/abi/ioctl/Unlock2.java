package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXUNLOCK2} (0x37), 8 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_unlock2", size = 8)
public record Unlock2(
    Handle device, // in
    Handle allocation) { // in
}
