package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Signed;

/** Reply to {@code GETCONTEXTSCHEDULINGPRIORITY}, 8 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_getcontextschedulingpriority_return", size = 8)
public record GetContextSchedulingPriorityReply(
    NtStatus status,
    @Signed int priority) {
}
