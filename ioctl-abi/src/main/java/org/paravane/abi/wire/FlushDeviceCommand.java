package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/** Message {@code FLUSHDEVICE}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_flushdevice", size = 32)
public record FlushDeviceCommand(
    VgpuToHostHeader hdr,
    Handle device,
    @Enumerated(FlushSchedulerReason.class) int reason) {
}
