package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;

/** Reply to {@code MAKERESIDENT}, 24 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_makeresident_return", size = 24)
public record MakeResidentReply(
    long pagingFenceValue,
    long numBytesToTrim,
    NtStatus status) {
}
