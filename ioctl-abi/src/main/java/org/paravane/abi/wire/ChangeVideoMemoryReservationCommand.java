package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.ChangeVideoMemoryReservation;

/** Message {@code CHANGEVIDEOMEMORYRESERVATION}, 56 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_changevideomemoryreservation", size = 56)
public record ChangeVideoMemoryReservationCommand(
    VgpuToHostHeader hdr,
    ChangeVideoMemoryReservation args) {
}
