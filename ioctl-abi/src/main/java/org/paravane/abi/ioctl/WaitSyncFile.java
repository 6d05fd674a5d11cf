package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXWAITSYNCFILE} (0x46), 16 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_waitsyncfile", size = 16)
public record WaitSyncFile(
    long syncFileHandle, // in
    Handle context, // in
    int reserved) {
}
