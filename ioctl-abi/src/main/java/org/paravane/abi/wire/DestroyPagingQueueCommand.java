package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code DESTROYPAGINGQUEUE}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_destroypagingqueue", size = 32)
public record DestroyPagingQueueCommand(
    VgpuToHostHeader hdr,
    Handle pagingQueue) {
}
