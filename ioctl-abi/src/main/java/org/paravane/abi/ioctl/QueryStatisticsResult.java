package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;
import org.paravane.abi.Length;

/** Result of {@link QueryStatistics}; its type decides what it holds. 776 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_querystatistics_result", size = 776, windowsUnion = true)
public record QueryStatisticsResult(@CharType @Length(776) Bytes size) {
}
