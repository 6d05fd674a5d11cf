package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXSUBMITCOMMANDTOHWQUEUE} (0x34), 56 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_submitcommandtohwqueue", size = 56)
public record SubmitCommandToHwQueue(
    @Win("hHwQueue") Handle hwqueue, // in
    @Win(Win.NONE) int reserved,
    @Win("HwQueueProgressFenceId") long hwqueueProgressFenceId, // in
    long commandBuffer, // in
    int commandLength, // in
    @Win("PrivateDriverDataSize") int privDrvDataSize, // in
    @Win("pPrivateDriverData") @Pointer long privDrvData, // in
    int numPrimaries, // in
    @Win(Win.NONE) int reserved1,
    @Win("WrittenPrimaries") @Pointer(Handle.class) long writtenPrimaries) { // in
}
