package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code CLOSEADAPTER}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_closeadapter", size = 32)
public record CloseAdapterCommand(
    VgpuToHostHeader hdr,
    Handle hostHandle) {
}
