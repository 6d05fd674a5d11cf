package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** One allocation in {@link CreateAllocationReply}, 72 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_allocinfo_return", size = 72)
public record AllocInfoReply(
    Handle allocation,
    int privDrvDataSize,
    AllocFlags allocationFlags,
    long allocationSize,
    DescribeAllocation driverInfo) {
}
