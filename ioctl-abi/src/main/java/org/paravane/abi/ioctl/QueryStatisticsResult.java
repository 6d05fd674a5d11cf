package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.Win;
import org.paravane.abi.query.Statistics;

/** Result of {@link QueryStatistics}; its type decides what it holds. 776 bytes. Source: d3dkmt-abi.md sections 8, 9.4. */
@CStruct(name = "d3dkmt_querystatistics_result", size = 776, windowsUnion = true)
public record QueryStatisticsResult(
    @Union({
        @Member(name = "size", type = byte.class, character = true, length = 776, win = Win.NONE),
        @Member(type = Statistics.AdapterInformation.class, win = "AdapterInformation"),
        @Member(type = Statistics.PhysicalAdapterInformation.class, win = "PhysAdapterInformation"),
        @Member(type = Statistics.SegmentInformation.class, win = "SegmentInformation"),
        @Member(type = Statistics.NodeInformation.class, win = "NodeInformation"),
        @Member(type = Statistics.VidPnSourceInformation.class, win = "VidPnSourceInformation"),
        @Member(type = Statistics.ProcessInformation.class, win = "ProcessInformation"),
        @Member(type = Statistics.ProcessAdapterInformation.class, win = "ProcessAdapterInformation"),
        @Member(type = Statistics.ProcessSegmentInformation.class, win = "ProcessSegmentInformation"),
        @Member(type = Statistics.ProcessNodeInformation.class, win = "ProcessNodeInformation"),
        @Member(type = Statistics.ProcessVidPnSourceInformation.class, win = "ProcessVidPnSourceInformation"),
        @Member(type = Statistics.ProcessSegmentGroupInformation.class, win = "ProcessSegmentGroupInformation")}) Bytes body) {
}
