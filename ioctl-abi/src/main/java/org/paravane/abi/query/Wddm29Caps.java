package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Query 75. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_WDDM_2_9_CAPS", size = 4)
public record Wddm29Caps(
    @Whole(value = "Value", windowsOnly = true) @Bits(2) int hwSchSupportState,
    @Bits(1) boolean hwSchEnabled,
    @Bits(1) boolean selfRefreshMemorySupported,
    @Bits(28) int reserved) {
}
