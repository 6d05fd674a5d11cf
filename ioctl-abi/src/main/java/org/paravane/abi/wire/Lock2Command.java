package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.Lock2;

/** Message {@code LOCK2}, 64 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_lock2", size = 64)
public record Lock2Command(
    VgpuToHostHeader hdr,
    Lock2 args,
    boolean useLegacyLock,
    int flags,
    int privDrvData) {
}
