package org.paravane.abi.wire;

import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.CreateAllocationFlags;

/**
 * Reply to {@code CREATEALLOCATION}, 88 bytes and what follows. How many allocations it holds only the sender
 * of the command knows. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_createallocation_return", size = 88)
public record CreateAllocationReply(
    CreateAllocationFlags flags,
    Handle resource,
    Handle globalShare,
    int vgpuFlags,
    @Trailing(count = Trailing.REST, inStruct = true) List<AllocInfoReply> allocationInfo,
    @Trailing(each = "allocationInfo", count = "privDrvDataSize") List<Bytes> allocationData) {
}
