package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code OPENRESOURCE}, 48 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_openresource", size = 48)
public record OpenResourceCommand(
    VgpuToHostHeader hdr,
    Handle device,
    boolean ntSecuritySharing,
    Handle globalShare,
    int allocationCount,
    int totalPrivDrvDataSize) {
}
