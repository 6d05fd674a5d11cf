package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXSHAREOBJECTS} (0x3f), 40 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_shareobjects", size = 40)
public record ShareObjects(
    int objectCount, // in
    @Win(Win.NONE) int reserved,
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    @Win({
        "u64 pObjectAttributes_Align", "ptr<bytes> pObjectAttributes"}) @Pointer long objectAttr, // in
    int desiredAccess, // in
    @Win(Win.NONE) int reserved1,
    @Win({"u64 pSharedNtHandle_Align", "ptr<HANDLE> pSharedNtHandle"}) @Pointer(long.class) long sharedHandle) { // in
}
