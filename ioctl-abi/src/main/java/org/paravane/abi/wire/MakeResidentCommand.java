package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.MakeResidentFlags;

/** Message {@code MAKERESIDENT}, 48 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_makeresident", size = 48)
public record MakeResidentCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle pagingQueue,
    MakeResidentFlags flags,
    int allocCount,
    @Trailing(count = "allocCount", inStruct = true) HandleArray allocations) {
}
