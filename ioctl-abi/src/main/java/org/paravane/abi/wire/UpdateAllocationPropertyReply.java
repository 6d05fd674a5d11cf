package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;

/** Reply to {@code UPDATEALLOCATIONPROPERTY}, 16 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_updateallocationproperty_return", size = 16)
public record UpdateAllocationPropertyReply(
    long pagingFenceValue,
    NtStatus status) {
}
