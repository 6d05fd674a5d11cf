package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;

/** Clocks of an engine node, 28 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "dxgk_gpuclockdata", size = 28, pack = 4)
public record GpuClockData(
    long gpuFrequency,
    long gpuClockCounter,
    long cpuClockCounter,
    GpuClockDataFlags flags) {
}
