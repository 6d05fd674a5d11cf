package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/** Reply to {@code QUERYVIDEOMEMORYINFO}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_queryvideomemoryinfo_return", size = 32)
public record QueryVideoMemoryInfoReply(
    long budget,
    long currentUsage,
    long currentReservation,
    long availableForReservation) {
}
