package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/** Message {@code FLUSHHEAPTRANSITIONS}, 24 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_flushheaptransitions", size = 24)
public record FlushHeapTransitionsCommand(
    VgpuToHostHeader hdr) {
}
