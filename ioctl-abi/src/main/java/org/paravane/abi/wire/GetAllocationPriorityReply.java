package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Trailing;
import org.paravane.abi.U32Array;

/**
 * Reply to {@code GETALLOCATIONPRIORITY}, 4 bytes and what follows. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_getallocationpriority_return", size = 4)
public record GetAllocationPriorityReply(
    NtStatus status,
    @Trailing(count = Trailing.REST, tail = Trailing.Tail.ROUNDED) U32Array priorities) {
}
