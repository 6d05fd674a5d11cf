package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Query 70. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_WDDM_2_7_CAPS", size = 4)
public record Wddm27Caps(
    @Whole(value = "Value", windowsOnly = true) @Bits(1) boolean hwSchSupported,
    @Bits(1) boolean hwSchEnabled,
    @Bits(1) boolean hwSchEnabledByDefault,
    @Bits(1) boolean independentVidPnVSyncControl,
    @Bits(28) int reserved) {
}
