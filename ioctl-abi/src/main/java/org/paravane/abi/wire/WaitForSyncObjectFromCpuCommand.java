package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;

/**
 * Message {@code WAITFORSYNCOBJECTFROMCPU}, 56 bytes and what follows. Handles come before values; {@code
 * guestEventPointer} is an event id. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_waitforsyncobjectfromcpu", size = 56)
public record WaitForSyncObjectFromCpuCommand(
    VgpuToHostHeader hdr,
    Handle device,
    int objectCount,
    WaitForSynchronizationObjectFromCpuFlags flags,
    long guestEventPointer,
    boolean dereferenceEvent,
    @Trailing(count = "objectCount") HandleArray objects,
    @Trailing(count = "objectCount") U64Array fenceValues) {
}
