package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Signed;

/** Argument of {@code LX_DXGETCONTEXTSCHEDULINGPRIORITY} (0x22), 8 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_getcontextschedulingpriority", size = 8)
public record GetContextSchedulingPriority(
    Handle context, // in
    @Signed int priority) { // out
  public GetContextSchedulingPriority withPriority(int priority) {
    return new GetContextSchedulingPriority(context, priority);
  }
}
