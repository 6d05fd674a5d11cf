package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;

/** A shadow surface, 16 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmdt_shadowsurfacedata", size = 16)
public record ShadowSurfaceData(
    int width,
    int height,
    @Enumerated(DdiFormat.class) int format,
    int pitch) {
}
