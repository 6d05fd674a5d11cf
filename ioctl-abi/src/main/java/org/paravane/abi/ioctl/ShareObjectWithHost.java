package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXSHAREOBJECTWITHHOST} (0x44), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_shareobjectwithhost", size = 24)
public record ShareObjectWithHost(
    @Win("hDevice") Handle deviceHandle, // in
    @Win("hObject") Handle objectHandle, // in
    long reserved,
    @Win("hVailProcessNtHandle") long objectVailNtHandle) { // out
  public ShareObjectWithHost withObjectVailNtHandle(long objectVailNtHandle) {
    return new ShareObjectWithHost(deviceHandle, objectHandle, reserved, objectVailNtHandle);
  }
}
