package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.MemorySegmentGroup;

/** Message {@code QUERYVIDEOMEMORYINFO}, 40 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_queryvideomemoryinfo", size = 40)
public record QueryVideoMemoryInfoCommand(
    VgpuToHostHeader hdr,
    Handle adapter,
    @Enumerated(MemorySegmentGroup.class) int memorySegmentGroup,
    int physicalAdapterIndex) {
}
