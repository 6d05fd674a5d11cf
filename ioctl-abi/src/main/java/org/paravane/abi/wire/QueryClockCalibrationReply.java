package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.GpuClockData;

/** Reply to {@code QUERYCLOCKCALIBRATION}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_queryclockcalibration_return", size = 32)
public record QueryClockCalibrationReply(
    NtStatus status,
    GpuClockData clockData) {
}
