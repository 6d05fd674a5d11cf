package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/**
 * Query 31: identity of a physical adapter; the index is in, the rest out. 28 bytes. Source:
 * d3dkmt-libdxg.csv.
 */
@CStruct(windows = "D3DKMT_QUERY_DEVICE_IDS", size = 28)
public record QueryDeviceIds(
    int physicalAdapterIndex,
    DeviceIds deviceIds) {
}
