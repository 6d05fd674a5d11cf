package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.GetDeviceState;

/** Reply to {@code GETDEVICESTATE}, 64 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_getdevicestate_return", size = 64)
public record GetDeviceStateReply(
    GetDeviceState args,
    NtStatus status) {
}
