package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXQUERYADAPTERINFO} (0x09), 24 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_queryadapterinfo", size = 24)
public record QueryAdapterInfo(
    Handle adapter, // in
    @Enumerated(QueryAdapterInfoType.class) int type, // in
    @Win("pPrivateDriverData") @Pointer long privateData, // in
    @Win("PrivateDriverDataSize") int privateDataSize) { // in
}
