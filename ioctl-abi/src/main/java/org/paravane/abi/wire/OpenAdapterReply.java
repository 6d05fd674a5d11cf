package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;

/** Reply to {@code OPENADAPTER}, 16 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_openadapter_return", size = 16)
public record OpenAdapterReply(
    Handle hostAdapterHandle,
    NtStatus status,
    int vmbusInterfaceVersion,
    int vmbusLastCompatibleInterfaceVersion) {
}
