package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCREATECONTEXTVIRTUAL} (0x04), 40 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_createcontextvirtual", size = 40)
public record CreateContextVirtual(
    Handle device, // in
    int nodeOrdinal, // in
    int engineAffinity, // in
    CreateContextFlags flags, // in
    @Win("pPrivateDriverData") @Pointer long privDrvData, // in
    @Win("PrivateDriverDataSize") int privDrvDataSize, // in
    @Enumerated(ClientHint.class) int clientHint, // in
    Handle context) { // out
  public CreateContextVirtual withContext(Handle context) {
    return new CreateContextVirtual(device, nodeOrdinal, engineAffinity, flags, privDrvData, privDrvDataSize,
        clientHint, context);
  }
}
