package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Luid;
import org.paravane.abi.Member;
import org.paravane.abi.Unnamed;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXQUERYSTATISTICS} (0x43), 808 bytes. Source: d3dkmt-abi.md sections 7 and 9.4. */
@CStruct(name = "d3dkmt_querystatistics", size = 808, overlay = @Member(name = "size", type = byte.class, character = true, length = 808, win = Win.NONE))
public record QueryStatistics(
    @Enumerated(QueryStatisticsType.class) int type, // in
    Luid adapterLuid, // in
    @Win({
        "hProcess_Align", "ptr<bytes> hProcess"}) long process, // in
    @Win("QueryResult") QueryStatisticsResult result, // out
    @Unnamed int selector, // in: segment, node, source, physical adapter or segment group, by type
    @Unnamed int padding) {
  public QueryStatistics withResult(QueryStatisticsResult result) {
    return new QueryStatistics(type, adapterLuid, process, result, selector, padding);
  }
}
