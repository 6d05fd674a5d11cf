package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Entry of a patch location list, 24 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_patchlocationlist", size = 24)
public record PatchLocationList(
    int allocationIndex,
    @Whole("value") @Bits(24) int slotId,
    @Bits(8) int reserved,
    int driverId,
    int allocationOffset,
    int patchOffset,
    int splitOffset) {
}
