package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.QueryClockCalibration;

/** Message {@code QUERYCLOCKCALIBRATION}, 64 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_queryclockcalibration", size = 64)
public record QueryClockCalibrationCommand(
    VgpuToHostHeader hdr,
    QueryClockCalibration args) {
}
