package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code SETEXISTINGSYSMEMSTORE}, 40 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_setexistingsysmemstore", size = 40)
public record SetExistingSysmemStoreCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle allocation,
    int gpadl) {
}
