package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Signed;

/**
 * Argument of {@code LX_DXGETCONTEXTINPROCESSSCHEDULINGPRIORITY} (0x21), 8 bytes. Source: d3dkmt-abi.md
 * section 7.
 */
@CStruct(name = "d3dkmt_getcontextinprocessschedulingpriority", size = 8)
public record GetContextInProcessSchedulingPriority(
    Handle context, // in
    @Signed int priority) { // out
  public GetContextInProcessSchedulingPriority withPriority(int priority) {
    return new GetContextInProcessSchedulingPriority(context, priority);
  }
}
