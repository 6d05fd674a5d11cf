package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/**
 * Extension {@code QUERYUSAGE}, 32 bytes: what the process in the header has used of an adapter, or all processes of the guest where
 * the header names none.
 */
@CStruct(name = "paravane_command_queryusage", size = 32)
public record QueryUsageCommand(VgpuToHostHeader hdr, Handle adapter, int reserved) {
  public QueryUsageCommand(VgpuToHostHeader hdr, Handle adapter) {
    this(hdr, adapter, 0);
  }
}
