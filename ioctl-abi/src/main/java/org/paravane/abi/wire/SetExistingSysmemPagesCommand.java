package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Trailing;
import org.paravane.abi.U64Array;

/**
 * Message {@code SETEXISTINGSYSMEMPAGES}, 40 bytes and what follows. Always sent with room for {@code
 * capacity} page frame numbers. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_setexistingsysmempages", size = 40)
public record SetExistingSysmemPagesCommand(
    VgpuToHostHeader hdr,
    Handle device,
    Handle allocation,
    int numPages,
    int allocOffsetInPages,
    @Trailing(count = "numPages", capacity = 15867) U64Array pages) {
}
