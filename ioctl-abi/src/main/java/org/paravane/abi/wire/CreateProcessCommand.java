package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Length;
import org.paravane.abi.Pointer;
import org.paravane.abi.Unnamed;
import org.paravane.abi.Utf16;

/**
 * Message {@code CREATEPROCESS}, 568 bytes. {@code process} is only a cookie; the name ends with a zero.
 * Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_createprocess", size = 568)
public record CreateProcessCommand(
    VmToHostHeader hdr,
    @Pointer long process,
    long processId,
    @Length(261) Utf16 processName,
    @Bits(value = 1, in = byte.class) boolean csrssProcess,
    @Bits(value = 1, in = byte.class) boolean dwmProcess,
    @Bits(value = 1, in = byte.class) boolean wow64Process,
    @Bits(value = 1, in = byte.class) boolean linuxProcess,
    @Unnamed @Bits(value = 4, in = byte.class) int unnamed) {
}
