package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.QueryStatisticsResult;

/** Reply to {@code QUERYSTATISTICS}, 784 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_querystatistics_return", size = 784)
public record QueryStatisticsReply(
    NtStatus status,
    int reserved,
    QueryStatisticsResult result) {
}
