package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Signed;

/**
 * Argument of {@code LX_DXSETCONTEXTINPROCESSSCHEDULINGPRIORITY} (0x2f), 8 bytes. Source: d3dkmt-abi.md
 * section 7.
 */
@CStruct(name = "d3dkmt_setcontextinprocessschedulingpriority", size = 8)
public record SetContextInProcessSchedulingPriority(
    Handle context, // in
    @Signed int priority) { // in
}
