package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/** Message {@code GETINTERNALADAPTERINFO}, 24 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_getinternaladapterinfo", size = 24)
public record GetInternalAdapterInfoCommand(
    VgpuToHostHeader hdr) {
}
