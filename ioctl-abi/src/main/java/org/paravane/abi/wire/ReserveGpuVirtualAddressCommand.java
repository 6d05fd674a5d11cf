package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;

/** Message {@code RESERVEGPUVIRTUALADDRESS}, 96 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_reservegpuvirtualaddress", size = 96)
public record ReserveGpuVirtualAddressCommand(
    VgpuToHostHeader hdr,
    ReserveGpuVirtualAddress args) {
}
