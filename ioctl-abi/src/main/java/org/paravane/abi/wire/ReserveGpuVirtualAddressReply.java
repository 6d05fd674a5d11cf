package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/** Reply to {@code RESERVEGPUVIRTUALADDRESS}, 16 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_reservegpuvirtualaddress_return", size = 16)
public record ReserveGpuVirtualAddressReply(
    long virtualAddress,
    long pagingFenceValue) {
}
