package org.paravane.abi.extension;

import org.paravane.abi.CStruct;

/**
 * Argument of {@code PARAVANE_IOCTL_GETVERSION} (0x00), 16 bytes. The first request of a program that uses the others.
 *
 * @param version  {@link ParavaneIoctl#VERSION}
 * @param features bits of {@link Feature}
 */
@CStruct(name = "paravane_getversion", size = 16)
public record GetVersion(
    int version, // out
    int reserved,
    long features) { // out
  public GetVersion answered(int version, long features) {
    return new GetVersion(version, reserved, features);
  }
}
