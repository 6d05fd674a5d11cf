package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code DESTROYSYNCOBJECT}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_destroysyncobject", size = 32)
public record DestroySyncObjectCommand(
    VmToHostHeader hdr,
    Handle syncObject) {
}
