package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCREATEHWQUEUE} (0x18), 48 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_createhwqueue", size = 48)
public record CreateHwQueue(
    @Win("hHwContext") Handle context, // in
    CreateHwQueueFlags flags, // in
    @Win("PrivateDriverDataSize") int privDrvDataSize, // in
    @Win(Win.NONE) int reserved,
    @Win("pPrivateDriverData") @Pointer long privDrvData, // in
    @Win("hHwQueue") Handle queue, // out
    @Win("hHwQueueProgressFence") Handle queueProgressFence, // out
    @Win("HwQueueProgressFenceCPUVirtualAddress") @Pointer long queueProgressFenceCpuVa, // out
    @Win("HwQueueProgressFenceGPUVirtualAddress") long queueProgressFenceGpuVa) { // out
  public CreateHwQueue withQueue(Handle queue) {
    return new CreateHwQueue(context, flags, privDrvDataSize, reserved, privDrvData, queue, queueProgressFence,
        queueProgressFenceCpuVa, queueProgressFenceGpuVa);
  }

  public CreateHwQueue withQueueProgressFence(Handle queueProgressFence) {
    return new CreateHwQueue(context, flags, privDrvDataSize, reserved, privDrvData, queue, queueProgressFence,
        queueProgressFenceCpuVa, queueProgressFenceGpuVa);
  }

  public CreateHwQueue withQueueProgressFenceCpuVa(long queueProgressFenceCpuVa) {
    return new CreateHwQueue(context, flags, privDrvDataSize, reserved, privDrvData, queue, queueProgressFence,
        queueProgressFenceCpuVa, queueProgressFenceGpuVa);
  }

  public CreateHwQueue withQueueProgressFenceGpuVa(long queueProgressFenceGpuVa) {
    return new CreateHwQueue(context, flags, privDrvDataSize, reserved, privDrvData, queue, queueProgressFence,
        queueProgressFenceCpuVa, queueProgressFenceGpuVa);
  }
}
