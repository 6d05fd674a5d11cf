package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXDESTROYDEVICE} (0x19), 4 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_destroydevice", size = 4)
public record DestroyDevice(
    Handle device) { // in
}
