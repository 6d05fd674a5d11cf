package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Luid;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.Unnamed;
import org.paravane.abi.Win;
import org.paravane.abi.query.Statistics;

/** Argument of {@code LX_DXQUERYSTATISTICS} (0x43), 808 bytes. Source: d3dkmt-abi.md sections 7 and 9.4. */
@CStruct(name = "d3dkmt_querystatistics", size = 808, overlay = @Member(name = "size", type = byte.class, character = true, length = 808, win = Win.NONE))
public record QueryStatistics(
    @Enumerated(QueryStatisticsType.class) int type, // in
    Luid adapterLuid, // in
    @Unnamed int padding,
    @Win({
        "hProcess_Align", "ptr<bytes> hProcess"}) long process, // in
    @Win("QueryResult") QueryStatisticsResult result, // out
    @Union({
        @Member(type = Statistics.QuerySegment.class, win = "QuerySegment"),
        @Member(type = Statistics.QuerySegment.class, win = "QueryProcessSegment"),
        @Member(type = MemorySegmentGroup.class, win = "QueryProcessSegmentGroup"),
        @Member(type = Statistics.QueryNode.class, win = "QueryNode"),
        @Member(type = Statistics.QueryNode.class, win = "QueryProcessNode"),
        @Member(type = Statistics.QueryVidPnSource.class, win = "QueryVidPnSource"),
        @Member(type = Statistics.QueryVidPnSource.class, win = "QueryProcessVidPnSource"),
        @Member(type = Statistics.QueryPhysicalAdapter.class, win = "QueryPhysAdapter")}) int selector, // in
    @Unnamed int padding1) {
  public QueryStatistics withResult(QueryStatisticsResult result) {
    return new QueryStatistics(type, adapterLuid, padding, process, result, selector, padding1);
  }
}
