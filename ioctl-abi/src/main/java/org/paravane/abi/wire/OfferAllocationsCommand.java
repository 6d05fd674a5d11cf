package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.OfferFlags;
import org.paravane.abi.ioctl.OfferPriority;

/** Message {@code OFFERALLOCATIONS}, 48 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_offerallocations", size = 48)
public record OfferAllocationsCommand(
    VgpuToHostHeader hdr,
    Handle device,
    int allocationCount,
    @Enumerated(OfferPriority.class) int priority,
    OfferFlags flags,
    boolean resources,
    @Trailing(count = "allocationCount", inStruct = true) HandleArray allocations) {
}
