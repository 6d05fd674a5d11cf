package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code CREATENTSHAREDOBJECT}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createntsharedobject", size = 32)
public record CreateNtSharedObjectCommand(
    VmToHostHeader hdr,
    Handle object) {
}
