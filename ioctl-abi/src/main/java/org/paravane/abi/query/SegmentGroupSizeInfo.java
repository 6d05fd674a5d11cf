package org.paravane.abi.query;

import org.paravane.abi.CStruct;

/** Query 42: sizes of the segment groups. 56 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_SEGMENTGROUPSIZEINFO", size = 56)
public record SegmentGroupSizeInfo(
    int physicalAdapterIndex,
    SegmentSizeInfo legacyInfo,
    long localMemory,
    long nonLocalMemory,
    long nonBudgetMemory) {
}
