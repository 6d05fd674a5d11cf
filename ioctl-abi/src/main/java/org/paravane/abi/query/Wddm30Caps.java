package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Query 77. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_WDDM_3_0_CAPS", size = 4)
public record Wddm30Caps(
    @Whole(value = "Value", windowsOnly = true) @Bits(2) int hwFlipQueueSupportState,
    @Bits(1) boolean hwFlipQueueEnabled,
    @Bits(1) boolean displayableSupported,
    @Bits(28) int reserved) {
}
