package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.U32Array;

/**
 * Message {@code SETALLOCATIONPRIORITY}, 40 bytes and what follows. With a resource there is one priority and
 * no allocation. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_setallocationpriority", size = 40)
public record SetAllocationPriorityCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle resource,
    int allocationCount,
    @Trailing(count = "allocationCount") HandleArray allocations,
    @Trailing(count = Trailing.REST) U32Array priorities) {
}
