package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/** Message {@code DESTROYPROCESS}, 24 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_destroyprocess", size = 24)
public record DestroyProcessCommand(
    VmToHostHeader hdr) {
}
