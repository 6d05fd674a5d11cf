package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Whole;

/** Entry of an allocation list, 8 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_allocationlist", size = 8)
public record AllocationList(
    Handle allocation,
    @Whole("value") @Bits(1) boolean writeOperation,
    @Bits(1) boolean doNotRetireInstance,
    @Bits(3) int offerPriority,
    @Bits(27) int reserved) {
}
