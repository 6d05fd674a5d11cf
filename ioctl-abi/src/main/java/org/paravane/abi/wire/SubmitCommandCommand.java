package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.SubmitCommand;

/** Message {@code SUBMITCOMMAND}, 408 bytes and what follows. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_submitcommand", size = 408)
public record SubmitCommandCommand(
    VgpuToHostHeader hdr,
    SubmitCommand args,
    @Trailing(count = "args.numHistoryBuffers") HandleArray historyBuffers,
    @Trailing(count = "args.privDrvDataSize") Bytes privDrvData) {
}
