package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Trailing;
import org.paravane.abi.U64Array;

/**
 * Reply to {@code QUERYUSAGE}, 16 bytes and what follows.
 *
 * @param apertureExcessBytes memory that was found dirtied in apertures outside of all allocations, and taken back
 * @param busyNanos           time that each engine node worked, in the order of their ordinals; ended contexts count
 */
@CStruct(name = "paravane_command_queryusage_return", size = 16)
public record QueryUsageReply(
    NtStatus status,
    int engineCount,
    long apertureExcessBytes,
    @Trailing(count = "engineCount") U64Array busyNanos) {
}
