package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Win;

/** The page fault that stopped a device, 32 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_devicepagefault_state", size = 32)
public record DevicePageFaultState(
    @Win("FaultedPrimitiveAPISequenceNumber") long faultedPrimitiveApiSequenceNumber,
    @Enumerated(RenderPipelineStage.class) int faultedPipelineStage,
    int faultedBindTableEntry,
    @Enumerated(PageFaultFlags.class) int pageFaultFlags,
    FaultErrorCode faultErrorCode,
    long faultedVirtualAddress) {
}
