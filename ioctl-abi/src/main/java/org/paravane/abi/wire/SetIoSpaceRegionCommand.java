package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/**
 * Message {@code SETIOSPACEREGION}, 48 bytes. The guest physical window in which the host places fence pages
 * and locked allocations. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_setiospaceregion", size = 48)
public record SetIoSpaceRegionCommand(
    VmToHostHeader hdr,
    long start,
    long length,
    int sharedPageGpadl) {
}
