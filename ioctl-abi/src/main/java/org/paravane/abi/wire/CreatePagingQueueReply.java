package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Reply to {@code CREATEPAGINGQUEUE}, 24 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createpagingqueue_return", size = 24)
public record CreatePagingQueueReply(
    Handle pagingQueue,
    Handle syncObject,
    long fenceStoragePhysicalAddress,
    long fenceStorageOffset) {
}
