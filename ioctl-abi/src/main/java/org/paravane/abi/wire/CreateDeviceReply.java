package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Reply to {@code CREATEDEVICE}, 4 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createdevice_return", size = 4)
public record CreateDeviceReply(
    Handle device) {
}
