package org.paravane.abi.wire;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Trailing;
import org.paravane.abi.ioctl.ClientHint;
import org.paravane.abi.ioctl.CreateContextFlags;

/**
 * Message {@code CREATECONTEXTVIRTUAL}, 56 bytes and what follows. The reply is the same message with context
 * and private data filled in; context 0 is a failure. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_createcontextvirtual", size = 56)
public record CreateContextVirtualCommand(
    VgpuToHostHeader hdr,
    Handle context,
    Handle device,
    int nodeOrdinal,
    int engineAffinity,
    CreateContextFlags flags,
    @Enumerated(ClientHint.class) int clientHint,
    int privDrvDataSize,
    @Trailing(count = "privDrvDataSize", inStruct = true) Bytes privDrvData) {
  public CreateContextVirtualCommand withContext(Handle context) {
    return new CreateContextVirtualCommand(hdr, context, device, nodeOrdinal, engineAffinity, flags, clientHint,
        privDrvDataSize, privDrvData);
  }

  public CreateContextVirtualCommand withPrivDrvData(Bytes privDrvData) {
    return new CreateContextVirtualCommand(hdr, context, device, nodeOrdinal, engineAffinity, flags, clientHint,
        privDrvDataSize, privDrvData);
  }
}
