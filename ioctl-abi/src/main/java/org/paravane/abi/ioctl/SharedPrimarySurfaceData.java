package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;

/** A shared primary surface, 24 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmdt_sharedprimarysurfacedata", size = 24)
public record SharedPrimarySurfaceData(
    int width,
    int height,
    @Enumerated(DdiFormat.class) int format,
    Rational refreshRate,
    int vidpnSourceId) {
}
