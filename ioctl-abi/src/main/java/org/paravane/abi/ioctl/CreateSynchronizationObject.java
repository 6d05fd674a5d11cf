package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCREATESYNCHRONIZATIONOBJECT} (0x10), 96 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_createsynchronizationobject2", size = 96)
public record CreateSynchronizationObject(
    Handle device, // in
    @Win(Win.NONE) int reserved,
    SynchronizationObjectInfo2 info, // in, out
    Handle syncObject, // out
    @Win(Win.NONE) int reserved1) {
  public CreateSynchronizationObject withInfo(SynchronizationObjectInfo2 info) {
    return new CreateSynchronizationObject(device, reserved, info, syncObject, reserved1);
  }

  public CreateSynchronizationObject withSyncObject(Handle syncObject) {
    return new CreateSynchronizationObject(device, reserved, info, syncObject, reserved1);
  }
}
