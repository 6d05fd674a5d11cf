package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Reply to {@code CREATESYNCOBJECT}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createsyncobject_return", size = 32)
public record CreateSyncObjectReply(
    Handle syncObject,
    Handle globalSyncObject,
    long fenceGpuVa,
    long fenceStorageAddress,
    int fenceStorageOffset) {
}
