package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Length;
import org.paravane.abi.Signed;
import org.paravane.abi.U32Array;

/** Query 64: names of BIOS and architecture, 32-bit characters. 260 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_GPUVERSION", size = 260)
public record GpuVersion(
    int physicalAdapterIndex,
    @Signed @Length(32) U32Array biosVersion,
    @Signed @Length(32) U32Array gpuArchitecture) {
}
