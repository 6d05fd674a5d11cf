package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Extension {@code QUERYSENSORS}, 32 bytes: what the sensors of an adapter read. */
@CStruct(name = "paravane_command_querysensors", size = 32)
public record QuerySensorsCommand(VgpuToHostHeader hdr, Handle adapter, int reserved) {
  public QuerySensorsCommand(VgpuToHostHeader hdr, Handle adapter) {
    this(hdr, adapter, 0);
  }
}
