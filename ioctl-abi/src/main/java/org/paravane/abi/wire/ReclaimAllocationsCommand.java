package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;

/** Message {@code RECLAIMALLOCATIONS}, 48 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_reclaimallocations", size = 48)
public record ReclaimAllocationsCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle pagingQueue,
    int allocationCount,
    boolean resources,
    boolean writeResults,
    @Trailing(count = "allocationCount", inStruct = true) HandleArray allocations) {
}
