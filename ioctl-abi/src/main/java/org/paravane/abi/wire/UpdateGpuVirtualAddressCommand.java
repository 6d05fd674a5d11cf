package org.paravane.abi.wire;

import java.util.List;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.UpdateGpuVirtualAddressOperation;

/**
 * Message {@code UPDATEGPUVIRTUALADDRESS}, 120 bytes and what follows. Source: dxg-vmbus-protocol.md section
 * 7.
 */
@CStruct(name = "dxgkvmb_command_updategpuvirtualaddress", size = 120)
public record UpdateGpuVirtualAddressCommand(
    VgpuToHostHeader hdr,
    long fenceValue,
    Handle device,
    Handle context,
    Handle fenceObject,
    int numOperations,
    int flags,
    @Trailing(count = "numOperations", inStruct = true) List<UpdateGpuVirtualAddressOperation> operations) {
}
