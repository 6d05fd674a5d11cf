package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.MarkDeviceAsError;

/** Message {@code MARKDEVICEASERROR}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_markdeviceaserror", size = 32)
public record MarkDeviceAsErrorCommand(
    VgpuToHostHeader hdr,
    MarkDeviceAsError args) {
}
