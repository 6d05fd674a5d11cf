package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXDESTROYHWQUEUE} (0x1b), 4 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_destroyhwqueue", size = 4)
public record DestroyHwQueue(
    @Win("hHwQueue") Handle queue) { // in
}
