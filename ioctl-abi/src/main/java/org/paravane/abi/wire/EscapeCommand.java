package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.EscapeFlags;
import org.paravane.abi.ioctl.EscapeType;

/** Message {@code ESCAPE}, 56 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_escape", size = 56)
public record EscapeCommand(
    VgpuToHostHeader hdr,
    Handle adapter,
    Handle device,
    @Enumerated(EscapeType.class) int type,
    EscapeFlags flags,
    int privDrvDataSize,
    Handle context,
    @Trailing(count = "privDrvDataSize", inStruct = true) Bytes privDrvData) {
}
