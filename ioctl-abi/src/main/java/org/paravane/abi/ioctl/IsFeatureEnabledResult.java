package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** State of a feature, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "dxgk_isfeatureenabled_result", size = 4)
public record IsFeatureEnabledResult(
    short version,
    @Whole("value") @Bits(value = 1, in = short.class) boolean enabled,
    @Bits(value = 1, in = short.class) boolean knownFeature,
    @Bits(value = 1, in = short.class) boolean supportedByDriver,
    @Bits(value = 1, in = short.class) boolean supportedOnConfig,
    @Bits(value = 12, in = short.class) int reserved) {
}
