package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXSUBMITWAITFORSYNCOBJECTSTOHWQUEUE} (0x36), 24 bytes. Source: d3dkmt-abi.md section
 * 7.
 */
@CStruct(name = "d3dkmt_submitwaitforsyncobjectstohwqueue", size = 24)
public record SubmitWaitForSyncObjectsToHwQueue(
    @Win("hHwQueue") Handle hwqueue, // in
    int objectCount, // in
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    @Win("FenceValueArray") @Pointer(long.class) long fenceValues) { // in
}
