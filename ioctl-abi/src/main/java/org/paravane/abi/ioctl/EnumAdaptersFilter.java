package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Filter of {@link EnumAdapters3}, 8 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_enumadapters_filter", size = 8, union = true)
public record EnumAdaptersFilter(
    @Whole("value") @Bits(value = 1, in = long.class) boolean includeComputeOnly,
    @Bits(value = 1, in = long.class) boolean includeDisplayOnly,
    @Bits(value = 62, in = long.class) long reserved) {
}
