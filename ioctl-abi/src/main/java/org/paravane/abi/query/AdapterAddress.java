package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/** Queries 6 and 53: address on the bus. 12 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_ADAPTERADDRESS", size = 12)
public record AdapterAddress(
    int busNumber,
    int deviceNumber,
    int functionNumber) {
}
