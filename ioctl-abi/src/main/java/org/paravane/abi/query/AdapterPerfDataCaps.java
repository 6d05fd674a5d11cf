package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Win;

/** Query 63: limits of {@link AdapterPerfData}. 40 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_ADAPTER_PERFDATACAPS", size = 40)
public record AdapterPerfDataCaps(
    int physicalAdapterIndex,
    long maxMemoryBandwidth,
    @Win("MaxPCIEBandwidth") long maxPcieBandwidth,
    @Win("MaxFanRPM") int maxFanRpm,
    int temperatureMax,
    int temperatureWarning) {
}
