package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXCHANGEVIDEOMEMORYRESERVATION} (0x16), 32 bytes. Source: d3dkmt-abi.md section 7.
 */
@CStruct(name = "d3dkmt_changevideomemoryreservation", size = 32)
public record ChangeVideoMemoryReservation(
    @Win({
        "hProcess_Align", "ptr<bytes> hProcess"}) long process, // in
    Handle adapter, // in
    @Enumerated(MemorySegmentGroup.class) int memorySegmentGroup, // in
    long reservation, // in
    int physicalAdapterIndex) { // in
}
