package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;

/**
 * Message {@code DESTROYALLOCATION}, 48 bytes and what follows. No allocations and a resource destroy the
 * resource. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_destroyallocation", size = 48)
public record DestroyAllocationCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle resource,
    int allocCount,
    DestroyAllocation2Flags flags,
    @Trailing(count = "allocCount", inStruct = true, tail = Trailing.Tail.APPENDED) HandleArray allocations) {
}
