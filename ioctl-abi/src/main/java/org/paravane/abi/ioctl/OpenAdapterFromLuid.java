package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXOPENADAPTERFROMLUID} (0x01), 12 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_openadapterfromluid", size = 12)
public record OpenAdapterFromLuid(
    Luid adapterLuid, // in
    @Win("hAdapter") Handle adapterHandle) { // out
  public OpenAdapterFromLuid withAdapterHandle(Handle adapterHandle) {
    return new OpenAdapterFromLuid(adapterLuid, adapterHandle);
  }
}
