package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.CreateSynchronizationObject;

/** Message {@code CREATESYNCOBJECT}, 128 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_createsyncobject", size = 128)
public record CreateSyncObjectCommand(
    VgpuToHostHeader hdr,
    CreateSynchronizationObject args,
    int clientHint) {
}
