package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.GetDeviceState;

/** Message {@code GETDEVICESTATE}, 80 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_getdevicestate", size = 80)
public record GetDeviceStateCommand(
    VgpuToHostHeader hdr,
    GetDeviceState args) {
}
