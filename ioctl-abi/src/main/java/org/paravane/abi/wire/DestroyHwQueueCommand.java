package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code DESTROYHWQUEUE}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_destroyhwqueue", size = 32)
public record DestroyHwQueueCommand(
    VgpuToHostHeader hdr,
    Handle hwqueue) {
}
