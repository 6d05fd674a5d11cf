package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code DESTROYCONTEXT}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_destroycontext", size = 32)
public record DestroyContextCommand(
    VgpuToHostHeader hdr,
    Handle context) {
}
