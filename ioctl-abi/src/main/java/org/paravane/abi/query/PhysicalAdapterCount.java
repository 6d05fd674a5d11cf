package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/** Query 30: number of physical adapters. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_PHYSICAL_ADAPTER_COUNT", size = 4)
public record PhysicalAdapterCount(
    int count) {
}
