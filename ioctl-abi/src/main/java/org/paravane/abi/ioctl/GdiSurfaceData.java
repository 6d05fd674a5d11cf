package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;

/** A GDI surface: the standard allocation that the driver uses, 24 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmdt_gdisurfacedata", size = 24)
public record GdiSurfaceData(
    int width,
    int height,
    int format,
    @Enumerated(GdiSurfaceType.class) int type,
    int flags,
    int pitch) {
}
