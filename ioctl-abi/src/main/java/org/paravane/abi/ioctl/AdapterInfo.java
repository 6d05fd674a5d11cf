package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Win;

/** One adapter of an enumeration, 20 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_adapterinfo", size = 20)
public record AdapterInfo(
    @Win("hAdapter") Handle adapterHandle,
    Luid adapterLuid,
    @Win("NumOfSources") int numSources,
    @Win("bPrecisePresentRegionsPreferred") int presentMoveRegionsPreferred) {
}
