package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.ioctl.Rational;

/** What the host driver says of an allocation, 48 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkarg_describeallocation", size = 48)
public record DescribeAllocation(
    long allocation,
    int width,
    int height,
    int format,
    int multisampleMethod,
    Rational refreshRate,
    int privateDriverAttribute,
    int flags,
    int rotation) {
}
