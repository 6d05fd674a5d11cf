package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code GETCONTEXTSCHEDULINGPRIORITY}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_getcontextschedulingpriority", size = 32)
public record GetContextSchedulingPriorityCommand(
    VgpuToHostHeader hdr,
    Handle context,
    boolean inProcess) {
}
