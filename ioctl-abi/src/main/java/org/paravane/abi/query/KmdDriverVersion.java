package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/** Query 49: version of the kernel mode driver. 8 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_KMD_DRIVER_VERSION", size = 8)
public record KmdDriverVersion(
    LargeInteger driverVersion) {
}
