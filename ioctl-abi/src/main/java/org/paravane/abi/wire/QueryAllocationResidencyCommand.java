package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.QueryAllocationResidency;

/**
 * Message {@code QUERYALLOCATIONRESIDENCY}, 56 bytes and what follows. Source: dxg-vmbus-protocol.md section
 * 7.
 */
@CStruct(name = "dxgkvmb_command_queryallocationresidency", size = 56)
public record QueryAllocationResidencyCommand(
    VgpuToHostHeader hdr,
    QueryAllocationResidency args,
    @Trailing(count = Trailing.REST) HandleArray allocations) {
}
