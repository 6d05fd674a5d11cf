package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.CharType;
import org.paravane.abi.Length;

/** Bytes of a test command, 72 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_testcommand", size = 72)
public record TestCommand(
    @CharType @Length(72) Bytes buffer) {
}
