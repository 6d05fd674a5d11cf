package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;

/** Reply of the commands that answer with nothing but a status, 4 bytes. Source: dxg-vmbus-protocol.md section 2.3. */
@CStruct(name = "paravane_status_reply", size = 4)
public record StatusReply(NtStatus status) {
}
