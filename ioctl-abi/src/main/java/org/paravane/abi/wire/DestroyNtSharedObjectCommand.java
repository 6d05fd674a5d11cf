package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code DESTROYNTSHAREDOBJECT}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_destroyntsharedobject", size = 32)
public record DestroyNtSharedObjectCommand(
    VmToHostHeader hdr,
    Handle sharedHandle) {
}
