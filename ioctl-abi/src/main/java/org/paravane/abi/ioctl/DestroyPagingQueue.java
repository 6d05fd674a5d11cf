package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXDESTROYPAGINGQUEUE} (0x1c), 4 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dddi_destroypagingqueue", size = 4)
public record DestroyPagingQueue(
    Handle pagingQueue) { // in
}
