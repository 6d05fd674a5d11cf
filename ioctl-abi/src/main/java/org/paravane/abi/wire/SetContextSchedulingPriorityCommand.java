package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Signed;

/** Message {@code SETCONTEXTSCHEDULINGPRIORITY}, 40 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_setcontextschedulingpriority2", size = 40)
public record SetContextSchedulingPriorityCommand(
    VgpuToHostHeader hdr,
    Handle context,
    @Signed int priority,
    boolean inProcess) {
}
