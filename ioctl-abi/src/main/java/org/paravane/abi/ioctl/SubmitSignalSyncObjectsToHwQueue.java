package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXSUBMITSIGNALSYNCOBJECTSTOHWQUEUE} (0x35), 40 bytes. Source: d3dkmt-abi.md section 7.
 */
@CStruct(name = "d3dkmt_submitsignalsyncobjectstohwqueue", size = 40)
public record SubmitSignalSyncObjectsToHwQueue(
    SignalFlags flags, // in
    @Win("BroadcastHwQueueCount") int hwqueueCount, // in
    @Win("BroadcastHwQueueArray") @Pointer(Handle.class) long hwqueues, // in
    int objectCount, // in
    @Win(Win.NONE) int reserved,
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    @Win("FenceValueArray") @Pointer(long.class) long fenceValues) { // in
}
