package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Message {@code DESTROYDEVICE}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_destroydevice", size = 32)
public record DestroyDeviceCommand(
    VgpuToHostHeader hdr,
    Handle device) {
}
