package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Trailing;
import org.paravane.abi.U32Array;
import org.paravane.abi.ioctl.ReclaimResult;

/**
 * Reply to {@code RECLAIMALLOCATIONS}, 16 bytes and what follows. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_reclaimallocations_return", size = 16)
public record ReclaimAllocationsReply(
    long pagingFenceValue,
    NtStatus status,
    @Trailing(count = Trailing.REST, inStruct = true, tail = Trailing.Tail.ROUNDED) @Enumerated(ReclaimResult.class) U32Array discarded) {
}
