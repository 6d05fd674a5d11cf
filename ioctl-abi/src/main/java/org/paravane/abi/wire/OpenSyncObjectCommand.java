package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;

/**
 * Message {@code OPENSYNCOBJECT}, 40 bytes. {@code globalSyncObject} is the shared handle of creation. Source:
 * dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_opensyncobject", size = 40)
public record OpenSyncObjectCommand(
    VmToHostHeader hdr,
    Handle device,
    Handle globalSyncObject,
    int engineAffinity,
    SynchronizationObjectFlags flags) {
}
