package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Luid;

/** Message {@code OPENADAPTER}, 40 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_openadapter", size = 40)
public record OpenAdapterCommand(
    VgpuToHostHeader hdr,
    int vmbusInterfaceVersion,
    int vmbusLastCompatibleInterfaceVersion,
    Luid guestAdapterLuid) {
}
