package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.CreatePagingQueue;

/** Message {@code CREATEPAGINGQUEUE}, 56 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createpagingqueue", size = 56)
public record CreatePagingQueueCommand(
    VgpuToHostHeader hdr,
    CreatePagingQueue args) {
}
