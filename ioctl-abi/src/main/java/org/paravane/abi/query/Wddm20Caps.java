package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Query 24. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_WDDM_2_0_CAPS", size = 4)
public record Wddm20Caps(
    @Whole(value = "Value", windowsOnly = true) @Bits(1) boolean support64BitAtomics,
    @Bits(1) boolean gpuMmuSupported,
    @Bits(1) boolean ioMmuSupported,
    @Bits(1) boolean flipOverwriteSupported,
    @Bits(1) boolean supportContextlessPresent,
    @Bits(1) boolean supportSurpriseRemoval,
    @Bits(26) int reserved) {
}
