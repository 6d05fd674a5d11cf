package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXOFFERALLOCATIONS} (0x27), 40 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_offerallocations", size = 40)
public record OfferAllocations(
    Handle device, // in
    @Win(Win.NONE) int reserved,
    @Pointer(Handle.class) long resources, // in
    @Win("HandleList") @Pointer(Handle.class) long allocations, // in
    @Win("NumAllocations") int allocationCount, // in
    @Enumerated(OfferPriority.class) int priority, // in
    OfferFlags flags, // in
    @Win(Win.NONE) int reserved1) {
}
