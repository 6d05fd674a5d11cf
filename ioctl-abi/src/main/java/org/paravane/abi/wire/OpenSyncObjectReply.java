package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;

/** Reply to {@code OPENSYNCOBJECT}, 24 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_opensyncobject_return", size = 24)
public record OpenSyncObjectReply(
    Handle syncObject,
    NtStatus status,
    long gpuVirtualAddress,
    long guestCpuPhysicalAddress) {
}
