package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Length;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXSUBMITCOMMAND} (0x0f), 384 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_submitcommand", size = 384)
public record SubmitCommand(
    @Win("Commands") long commandBuffer, // in
    int commandLength, // in
    SubmitCommandFlags flags, // in
    long presentHistoryToken, // in
    int broadcastContextCount, // in
    @Length(64) HandleArray broadcastContext, // in
    @Win(Win.NONE) int reserved,
    @Win("pPrivateDriverData") @Pointer long privDrvData, // in
    @Win("PrivateDriverDataSize") int privDrvDataSize, // in
    int numPrimaries, // in
    @Length(16) HandleArray writtenPrimaries, // in
    int numHistoryBuffers, // in
    @Win(Win.NONE) int reserved1,
    @Win("HistoryBufferArray") @Pointer(Handle.class) long historyBufferArray) { // in
}
