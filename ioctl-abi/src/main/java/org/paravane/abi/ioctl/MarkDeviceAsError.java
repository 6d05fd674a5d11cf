package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXMARKDEVICEASERROR} (0x26), 8 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_markdeviceaserror", size = 8)
public record MarkDeviceAsError(
    Handle device, // in
    @Enumerated(DeviceErrorReason.class) int reason) { // in
}
