package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Trailing;

/** Reply to {@code ESCAPE}: the private data, without a status. Source: dxg-vmbus-protocol.md section 6.2. */
@CStruct(name = "paravane_escape_reply", size = 0)
public record EscapeReply(@Trailing(count = Trailing.REST) Bytes privDrvData) {
}
