package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Win;

/** Query 61: frequencies and voltages of an engine node. 56 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_NODE_PERFDATA", size = 56)
public record NodePerfData(
    int nodeOrdinal,
    int physicalAdapterIndex,
    long frequency,
    long maxFrequency,
    @Win("MaxFrequencyOC") long maxFrequencyOc,
    int voltage,
    int voltageMax,
    @Win("VoltageMaxOC") int voltageMaxOc,
    long maxTransitionLatency) {
}
