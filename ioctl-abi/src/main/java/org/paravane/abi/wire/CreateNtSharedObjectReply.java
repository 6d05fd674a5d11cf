package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Reply to {@code CREATENTSHAREDOBJECT}, 4 bytes: no handle is a failure. Source: dxg-vmbus-protocol.md section 6.1. */
@CStruct(name = "paravane_createntsharedobject_reply", size = 4)
public record CreateNtSharedObjectReply(Handle sharedHandle) {
}
