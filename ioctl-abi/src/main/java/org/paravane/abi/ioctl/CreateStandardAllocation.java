package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Win;

/** A standard allocation of {@link CreateAllocation}, 24 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_createstandardallocation", size = 24)
public record CreateStandardAllocation(
    @Enumerated(StandardAllocationType.class) int type,
    @Win(Win.NONE) int reserved,
    StandardAllocationExistingHeap existingHeapData,
    CreateStandardAllocationFlags flags,
    @Win(Win.NONE) int reserved1) {
}
