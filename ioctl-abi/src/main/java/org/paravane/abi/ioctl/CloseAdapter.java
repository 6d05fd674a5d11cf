package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCLOSEADAPTER} (0x15), 4 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_closeadapter", size = 4)
public record CloseAdapter(
    @Win("hAdapter") Handle adapterHandle) { // in
}
