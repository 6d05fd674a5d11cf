package org.paravane.abi.wire;

import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.CreateAllocationFlags;

/**
 * Message {@code CREATEALLOCATION}, 64 bytes and what follows. Behind the struct, without padding: the
 * allocations, runtime data, resource data (24 bytes for a standard allocation), and the private data of each
 * allocation. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_createallocation", size = 64)
public record CreateAllocationCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle resource,
    int privateRuntimeDataSize,
    int privDrvDataSize,
    int allocCount,
    CreateAllocationFlags flags,
    long privateRuntimeResourceHandle,
    boolean makeResident,
    @Trailing(count = "allocCount") List<AllocInfo> allocations,
    @Trailing(count = "privateRuntimeDataSize") Bytes privateRuntimeData,
    @Trailing(count = "privDrvDataSize") Bytes privDrvData,
    @Trailing(each = "allocations", count = "privDrvDataSize") List<Bytes> allocationData) {
}
