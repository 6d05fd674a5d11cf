package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Queries 22 and 59. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_WDDM_1_3_CAPS", size = 4)
public record Wddm13Caps(
    @Whole(value = "Value", windowsOnly = true) @Bits(1) boolean supportMiracast,
    @Win("IsHybridIntegratedGPU") @Bits(1) boolean isHybridIntegratedGpu,
    @Win("IsHybridDiscreteGPU") @Bits(1) boolean isHybridDiscreteGpu,
    @Bits(1) boolean supportPowerManagementPStates,
    @Bits(1) boolean supportVirtualModes,
    @Bits(1) boolean supportCrossAdapterResource,
    @Bits(26) int reserved) {
}
