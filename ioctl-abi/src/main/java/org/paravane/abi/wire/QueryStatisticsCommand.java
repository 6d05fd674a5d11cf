package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.QueryStatistics;

/** Message {@code QUERYSTATISTICS}, 832 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_querystatistics", size = 832)
public record QueryStatisticsCommand(
    VgpuToHostHeader hdr,
    QueryStatistics args) {
}
