package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/** Reply to {@code EVICT}, 8 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_evict_return", size = 8)
public record EvictReply(
    long numBytesToTrim) {
}
