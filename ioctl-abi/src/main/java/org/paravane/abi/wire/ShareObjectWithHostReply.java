package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;

/** Reply to {@code SHAREOBJECTWITHHOST}, 16 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_shareobjectwithhost_return", size = 16)
public record ShareObjectWithHostReply(
    NtStatus status,
    int alignment,
    long vailNtHandle) {
}
