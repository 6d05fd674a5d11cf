package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;

/** Argument of {@code LX_DXOPENSYNCOBJECTFROMSYNCFILE} (0x47), 40 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_opensyncobjectfromsyncfile", size = 40)
public record OpenSyncObjectFromSyncFile(
    long syncFileHandle, // in
    Handle device, // in
    Handle syncobj, // out
    long fenceValue, // out
    @Pointer long fenceValueCpuVa, // out
    long fenceValueGpuVa) { // out
  public OpenSyncObjectFromSyncFile withSyncobj(Handle syncobj) {
    return new OpenSyncObjectFromSyncFile(syncFileHandle, device, syncobj, fenceValue, fenceValueCpuVa,
        fenceValueGpuVa);
  }

  public OpenSyncObjectFromSyncFile withFenceValue(long fenceValue) {
    return new OpenSyncObjectFromSyncFile(syncFileHandle, device, syncobj, fenceValue, fenceValueCpuVa,
        fenceValueGpuVa);
  }

  public OpenSyncObjectFromSyncFile withFenceValueCpuVa(long fenceValueCpuVa) {
    return new OpenSyncObjectFromSyncFile(syncFileHandle, device, syncobj, fenceValue, fenceValueCpuVa,
        fenceValueGpuVa);
  }

  public OpenSyncObjectFromSyncFile withFenceValueGpuVa(long fenceValueGpuVa) {
    return new OpenSyncObjectFromSyncFile(syncFileHandle, device, syncobj, fenceValue, fenceValueCpuVa,
        fenceValueGpuVa);
  }
}
