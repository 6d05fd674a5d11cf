package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;

/** Message {@code MAPGPUVIRTUALADDRESS}, 136 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_mapgpuvirtualaddress", size = 136)
public record MapGpuVirtualAddressCommand(
    VgpuToHostHeader hdr,
    MapGpuVirtualAddress args,
    Handle device) {
}
