package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Pointer;
import org.paravane.abi.ioctl.CreateDeviceFlags;

/**
 * Message {@code CREATEDEVICE}, 40 bytes. {@code errorCode} is the cookie that the host sends back in {@link
 * SetGuestDataCommand}. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_createdevice", size = 40)
public record CreateDeviceCommand(
    VgpuToHostHeader hdr,
    CreateDeviceFlags flags,
    boolean cddDevice,
    @Pointer long errorCode) {
}
