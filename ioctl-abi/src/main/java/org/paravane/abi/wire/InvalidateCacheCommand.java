package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code INVALIDATECACHE}, 56 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_invalidatecache", size = 56)
public record InvalidateCacheCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle allocation,
    long offset,
    long length,
    long reserved) {
}
