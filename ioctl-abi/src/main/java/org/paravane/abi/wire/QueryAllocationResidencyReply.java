package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Trailing;
import org.paravane.abi.U32Array;
import org.paravane.abi.ioctl.AllocationResidencyStatus;

/**
 * Reply to {@code QUERYALLOCATIONRESIDENCY}, 4 bytes and what follows. Source: dxg-vmbus-protocol.md section
 * 7.
 */
@CStruct(name = "dxgkvmb_command_queryallocationresidency_return", size = 4)
public record QueryAllocationResidencyReply(
    NtStatus status,
    @Enumerated(AllocationResidencyStatus.class) @Trailing(count = Trailing.REST, tail = Trailing.Tail.ROUNDED) U32Array residency) {
}
