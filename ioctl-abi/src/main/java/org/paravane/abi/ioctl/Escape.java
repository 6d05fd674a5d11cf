package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXESCAPE} (0x0d), 32 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_escape", size = 32)
public record Escape(
    Handle adapter, // in
    Handle device, // in
    @Enumerated(EscapeType.class) int type, // in
    EscapeFlags flags, // in
    @Win("pPrivateDriverData") @Pointer long privDrvData, // in
    @Win("PrivateDriverDataSize") int privDrvDataSize, // in
    Handle context) { // in
}
