package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.Union;
import org.paravane.abi.Unnamed;

/**
 * Message {@code SETGUESTDATA}, 48 bytes. Counts up the device state counter whose cookie is {@code
 * guestPointer}, when the data is a dword and not zero. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_setguestdata", size = 48)
public record SetGuestDataCommand(
    HostToVmHeader hdr,
    @Pointer long guestPointer,
    @Union({
        @Member(name = "data64"),
        @Member(name = "data32", type = int.class)}) long data64,
    @Bits(1) boolean dereference,
    @Bits(4) int dataType,
    @Unnamed @Bits(27) int unnamed) {
  /** The bytes of the union as {@code data32}. */
  public int data32() {
    return (int) data64;
  }
}
