package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Win;

/** Query 62: frequencies, bandwidths, temperature. 64 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_ADAPTER_PERFDATA", size = 64)
public record AdapterPerfData(
    int physicalAdapterIndex,
    long memoryFrequency,
    long maxMemoryFrequency,
    @Win("MaxMemoryFrequencyOC") long maxMemoryFrequencyOc,
    long memoryBandwidth,
    @Win("PCIEBandwidth") long pcieBandwidth,
    @Win("FanRPM") int fanRpm,
    int power,
    int temperature,
    byte powerStateOverride) {
}
