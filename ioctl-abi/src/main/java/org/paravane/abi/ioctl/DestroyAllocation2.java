package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXDESTROYALLOCATION2} (0x13), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_destroyallocation2", size = 24)
public record DestroyAllocation2(
    Handle device, // in
    Handle resource, // in
    @Win("phAllocationList") @Pointer(Handle.class) long allocations, // in
    @Win("AllocationCount") int allocCount, // in
    DestroyAllocation2Flags flags) { // in
}
