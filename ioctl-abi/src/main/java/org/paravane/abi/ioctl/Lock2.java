package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXLOCK2} (0x25), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_lock2", size = 24)
public record Lock2(
    Handle device, // in
    Handle allocation, // in
    Lock2Flags flags, // in
    @Win(Win.NONE) int reserved,
    @Win({
        "u64 pData_Align", "ptr<bytes> pData"}) @Pointer long data) { // out
  public Lock2 withData(long data) {
    return new Lock2(device, allocation, flags, reserved, data);
  }
}
