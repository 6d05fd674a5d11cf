package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Trailing;

/**
 * Reply to {@code QUERYADAPTERINFO}, 8 bytes and what follows. Status first since protocol version 40. Source:
 * dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_queryadapterinfo_return", size = 8)
public record QueryAdapterInfoReply(
    NtStatus status,
    @Trailing(count = Trailing.REST, inStruct = true, tail = Trailing.Tail.EXACT) Bytes privateData) {
}
