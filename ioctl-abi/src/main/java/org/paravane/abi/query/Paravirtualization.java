package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;

/** Query 68: whether the adapter sits in a secure container. 1 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_PARAVIRTUALIZATION", size = 1)
public record Paravirtualization(
    @CharType byte secureContainer) {
}
