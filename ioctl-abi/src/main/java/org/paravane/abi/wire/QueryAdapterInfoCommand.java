package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.QueryAdapterInfoType;

/** Message {@code QUERYADAPTERINFO}, 40 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_queryadapterinfo", size = 40)
public record QueryAdapterInfoCommand(
    VgpuToHostHeader hdr,
    @Enumerated(QueryAdapterInfoType.class) int queryType,
    int privateDataSize,
    @Trailing(count = "privateDataSize", inStruct = true) Bytes privateData) {
}
