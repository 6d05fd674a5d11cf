package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCREATESYNCFILE} (0x45), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_createsyncfile", size = 24)
public record CreateSyncFile(
    Handle device, // in
    Handle monitoredFence, // in
    long fenceValue, // in
    @Win("hSyncFile") long syncFileHandle) { // out
  public CreateSyncFile withSyncFileHandle(long syncFileHandle) {
    return new CreateSyncFile(device, monitoredFence, fenceValue, syncFileHandle);
  }
}
