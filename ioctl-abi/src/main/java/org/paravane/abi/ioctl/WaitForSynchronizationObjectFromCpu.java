package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU} (0x3a), 40 bytes. Source: d3dkmt-abi.md section
 * 7.
 */
@CStruct(name = "d3dkmt_waitforsynchronizationobjectfromcpu", size = 40)
public record WaitForSynchronizationObjectFromCpu(
    Handle device, // in
    int objectCount, // in
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    @Win("FenceValueArray") @Pointer(long.class) long fenceValues, // in
    @Win({
        "hAsyncEvent_Align", "ptr<bytes> hAsyncEvent"}) long asyncEvent, // in
    WaitForSynchronizationObjectFromCpuFlags flags) { // in
}
