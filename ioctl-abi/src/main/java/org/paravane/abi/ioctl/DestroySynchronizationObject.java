package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXDESTROYSYNCHRONIZATIONOBJECT} (0x1d), 4 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_destroysynchronizationobject", size = 4)
public record DestroySynchronizationObject(
    Handle syncObject) { // in
}
