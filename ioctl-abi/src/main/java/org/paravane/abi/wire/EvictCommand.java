package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.EvictFlags;

/** Message {@code EVICT}, 40 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_evict", size = 40)
public record EvictCommand(
    VgpuToHostHeader hdr,
    Handle device,
    EvictFlags flags,
    int allocCount,
    @Trailing(count = "allocCount", inStruct = true) HandleArray allocations) {
}
