package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/** Query 3: sizes of the segments. 24 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_SEGMENTSIZEINFO", size = 24)
public record SegmentSizeInfo(
    long dedicatedVideoMemorySize,
    long dedicatedSystemMemorySize,
    long sharedSystemMemorySize) {
}
