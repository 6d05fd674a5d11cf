package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.U64Array;

/**
 * Message {@code WAITFORSYNCOBJECTFROMGPU}, 48 bytes and what follows. Values come before handles; {@code
 * context} may be a hardware queue. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_waitforsyncobjectfromgpu", size = 48)
public record WaitForSyncObjectFromGpuCommand(
    VgpuToHostHeader hdr,
    Handle context,
    int objectCount,
    boolean legacyFenceObject,
    @Trailing(count = "objectCount", inStruct = true) U64Array fenceValues,
    @Trailing(count = "objectCount") HandleArray objects) {
}
