package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXQUERYALLOCATIONRESIDENCY} (0x2a), 32 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_queryallocationresidency", size = 32)
public record QueryAllocationResidency(
    Handle device, // in
    Handle resource, // in
    @Win("phAllocationList") @Pointer(Handle.class) long allocations, // in
    int allocationCount, // in
    @Win(Win.NONE) int reserved,
    @Pointer(AllocationResidencyStatus.class) long residencyStatus) { // in
}
