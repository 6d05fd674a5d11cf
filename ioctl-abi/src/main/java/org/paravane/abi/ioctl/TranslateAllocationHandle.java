package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/** Known escape: translate an allocation handle, 8 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_translate_allocation_handle", size = 8)
public record TranslateAllocationHandle(
    @Enumerated(KnownEscapeType.class) int escapeType,
    Handle allocation) {
}
