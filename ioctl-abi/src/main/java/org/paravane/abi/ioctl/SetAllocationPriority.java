package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXSETALLOCATIONPRIORITY} (0x2e), 32 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_setallocationpriority", size = 32)
public record SetAllocationPriority(
    Handle device, // in
    Handle resource, // in
    @Win("phAllocationList") @Pointer(Handle.class) long allocationList, // in
    int allocationCount, // in
    @Win(Win.NONE) int reserved,
    @Pointer(int.class) long priorities) { // in
}
