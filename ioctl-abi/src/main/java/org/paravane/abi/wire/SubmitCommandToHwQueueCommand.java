package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;

/**
 * Message {@code SUBMITCOMMANDTOHWQUEUE}, 80 bytes and what follows. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_submitcommandtohwqueue", size = 80)
public record SubmitCommandToHwQueueCommand(
    VgpuToHostHeader hdr,
    SubmitCommandToHwQueue args,
    @Trailing(count = "args.numPrimaries") HandleArray writtenPrimaries,
    @Trailing(count = "args.privDrvDataSize") Bytes privDrvData) {
}
