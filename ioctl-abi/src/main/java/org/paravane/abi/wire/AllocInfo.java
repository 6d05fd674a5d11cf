package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/** One allocation in {@link CreateAllocationCommand}, 12 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createallocation_allocinfo", size = 12)
public record AllocInfo(
    int flags,
    int privDrvDataSize,
    int vidpnSourceId) {
}
