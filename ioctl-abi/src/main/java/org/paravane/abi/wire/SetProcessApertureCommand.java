package org.paravane.abi.wire;

import org.paravane.abi.CStruct;

/**
 * Extension {@code SETPROCESSAPERTURE}, 40 bytes: gives the process in the header the part of the I/O window in which the host
 * places what that process sees.
 *
 * @param start guest physical address of a memory region that was handed over
 * @param length bytes that the region may grow to
 */
@CStruct(name = "paravane_command_setprocessaperture", size = 40)
public record SetProcessApertureCommand(VmToHostHeader hdr, long start, long length) {
}
