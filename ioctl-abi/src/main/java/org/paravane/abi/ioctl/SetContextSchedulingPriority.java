package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Signed;

/** Argument of {@code LX_DXSETCONTEXTSCHEDULINGPRIORITY} (0x30), 8 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_setcontextschedulingpriority", size = 8)
public record SetContextSchedulingPriority(
    Handle context, // in
    @Signed int priority) { // in
}
