package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/**
 * Message {@code SIGNALGUESTEVENT}, 48 bytes. {@code event} is the id that the guest put into a command; the
 * rest is ignored. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_signalguestevent", size = 48)
public record SignalGuestEventCommand(
    HostToVmHeader hdr,
    long event,
    long processId,
    boolean dereferenceEvent) {
}
