package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;

/** A staging surface, 12 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmdt_stagingsurfacedata", size = 12)
public record StagingSurfaceData(
    int width,
    int height,
    int pitch) {
}
