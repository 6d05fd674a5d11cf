package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;

/** Known escape: build a test command buffer, 112 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_buildtestcommandbuffer", size = 112)
public record BuildTestCommandBuffer(
    @Enumerated(KnownEscapeType.class) int escapeType,
    Handle device,
    Handle context,
    int flags,
    TestCommand command,
    @Pointer long dmaBuffer,
    @Pointer long dmaBufferPrivData,
    int dmaBufferSize,
    int dmaBufferPrivDataSize) {
}
