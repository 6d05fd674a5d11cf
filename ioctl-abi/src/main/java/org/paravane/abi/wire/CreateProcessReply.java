package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Reply to {@code CREATEPROCESS}, 4 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createprocess_return", size = 4)
public record CreateProcessReply(
    Handle hprocess) {
}
