package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Trailing;

/** Reply to {@code OPENRESOURCE}, 8 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_openresource_return", size = 8)
public record OpenResourceReply(
    Handle resource,
    NtStatus status,
    @Trailing(count = Trailing.REST, tail = Trailing.Tail.ROUNDED) HandleArray allocations) {
}
