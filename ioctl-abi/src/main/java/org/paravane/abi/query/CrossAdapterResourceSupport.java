package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Win;

/** Query 76. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_CROSSADAPTERRESOURCE_SUPPORT", size = 4)
public record CrossAdapterResourceSupport(
    @Win("enum D3DKMT_CROSSADAPTERRESOURCE_SUPPORT_TIER SupportTier") int supportTier) {
}
