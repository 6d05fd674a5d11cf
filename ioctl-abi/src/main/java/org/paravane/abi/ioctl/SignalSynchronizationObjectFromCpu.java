package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU} (0x31), 32 bytes. Source: d3dkmt-abi.md section
 * 7.
 */
@CStruct(name = "d3dkmt_signalsynchronizationobjectfromcpu", size = 32)
public record SignalSynchronizationObjectFromCpu(
    Handle device, // in
    int objectCount, // in
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    @Win("FenceValueArray") @Pointer(long.class) long fenceValues, // in
    SignalFlags flags) { // in
}
