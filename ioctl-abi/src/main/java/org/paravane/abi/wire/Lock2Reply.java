package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Pointer;

/**
 * Reply to {@code LOCK2}, 16 bytes. {@code cpuVisibleBufferOffset} is a guest physical address in the I/O
 * window. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_lock2_return", size = 16)
public record Lock2Reply(
    NtStatus status,
    @Pointer long cpuVisibleBufferOffset) {
}
