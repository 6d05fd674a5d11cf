package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Rights of a GPU virtual address range, 8 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddigpuva_protection_type", windows = "D3DDDIGPUVIRTUALADDRESS_PROTECTION_TYPE", size = 8)
public record GpuVaProtectionType(
    @Whole("value") @Bits(value = 1, in = long.class) boolean write,
    @Bits(value = 1, in = long.class) boolean execute,
    @Bits(value = 1, in = long.class) boolean zero,
    @Bits(value = 1, in = long.class) boolean noAccess,
    @Bits(value = 1, in = long.class) boolean systemUseOnly,
    @Bits(value = 59, in = long.class) long reserved) {
}
