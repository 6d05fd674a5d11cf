package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.Unlock2;

/** Message {@code UNLOCK2}, 40 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_unlock2", size = 40)
public record Unlock2Command(
    VgpuToHostHeader hdr,
    Unlock2 args,
    boolean useLegacyUnlock) {
}
