package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code SHAREOBJECTWITHHOST}, 40 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_shareobjectwithhost", size = 40)
public record ShareObjectWithHostCommand(
    VmToHostHeader hdr,
    Handle deviceHandle,
    Handle objectHandle,
    long reserved) {
}
