package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;

/** A fraction, 8 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_rational", size = 8)
public record Rational(
    int numerator,
    int denominator) {
}
