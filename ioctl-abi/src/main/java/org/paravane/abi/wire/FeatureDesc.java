package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;

/** Versions and state of a feature on the host, 6 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgk_feature_desc", size = 6)
public record FeatureDesc(
    short minSupportedVersion,
    short maxSupportedVersion,
    @Bits(value = 1, in = short.class) boolean supported,
    @Bits(value = 3, in = short.class) int virtualizationMode,
    @Bits(value = 1, in = short.class) boolean global,
    @Bits(value = 1, in = short.class) boolean driverFeature,
    @Bits(value = 1, in = short.class) boolean internal,
    @Bits(value = 9, in = short.class) int reserved) {
}
