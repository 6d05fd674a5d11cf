package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;

/** Message {@code FREEGPUVIRTUALADDRESS}, 48 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_freegpuvirtualaddress", size = 48)
public record FreeGpuVirtualAddressCommand(
    VgpuToHostHeader hdr,
    FreeGpuVirtualAddress args) {
}
