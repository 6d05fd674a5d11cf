package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;

/** Reply to {@code MAPGPUVIRTUALADDRESS}, 24 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_mapgpuvirtualaddress_return", size = 24)
public record MapGpuVirtualAddressReply(
    long virtualAddress,
    long pagingFenceValue,
    NtStatus status) {
}
