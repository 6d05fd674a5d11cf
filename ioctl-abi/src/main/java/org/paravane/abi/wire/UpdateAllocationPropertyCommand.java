package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.UpdateAllocProperty;

/** Message {@code UPDATEALLOCATIONPROPERTY}, 64 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_updateallocationproperty", size = 64)
public record UpdateAllocationPropertyCommand(
    VgpuToHostHeader hdr,
    UpdateAllocProperty args) {
}
