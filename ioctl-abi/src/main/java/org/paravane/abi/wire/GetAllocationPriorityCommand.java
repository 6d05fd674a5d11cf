package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;

/**
 * Message {@code GETALLOCATIONPRIORITY}, 40 bytes and what follows. The message ends with zeros as long as its
 * reply. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_getallocationpriority", size = 40)
public record GetAllocationPriorityCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle resource,
    int allocationCount,
    @Trailing(count = "allocationCount") HandleArray allocations,
    @Trailing(count = Trailing.REST) Bytes replySpace) {
}
