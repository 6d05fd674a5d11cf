package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXFLUSHHEAPTRANSITIONS} (0x1f), 4 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_flushheaptransitions", size = 4)
public record FlushHeapTransitions(
    Handle adapter) { // in, out
  public FlushHeapTransitions withAdapter(Handle adapter) {
    return new FlushHeapTransitions(adapter);
  }
}
