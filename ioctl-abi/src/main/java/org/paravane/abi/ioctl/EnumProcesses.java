package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Luid;
import org.paravane.abi.Pointer;

/** Argument of {@code LX_DXENUMPROCESSES} (0x48), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_enumprocesses", size = 24)
public record EnumProcesses(
    Luid adapterLuid, // in
    @Pointer(int.class) long buffer, // in
    long bufferCount) { // in, out
  public EnumProcesses withBufferCount(long bufferCount) {
    return new EnumProcesses(adapterLuid, buffer, bufferCount);
  }
}
