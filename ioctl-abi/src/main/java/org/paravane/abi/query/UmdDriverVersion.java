package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/** Query 18: version of the user mode driver. 8 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_UMD_DRIVER_VERSION", size = 8)
public record UmdDriverVersion(
    LargeInteger driverVersion) {
}
